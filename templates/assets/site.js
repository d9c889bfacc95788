/* Nothing here is needed to read a page: it shows the day, narrows registers and prints. */
(function () {
  "use strict";
  var day = window.wenshuAsOf;
  if (day) {
    document.querySelectorAll(".asof").forEach(function (place) {
      var time = place.querySelector("time");
      time.textContent = day;
      time.dateTime = day;
      place.hidden = false;
    });
  }
  document.querySelectorAll("[data-print]").forEach(function (button) {
    button.hidden = false;
    button.addEventListener("click", function () { window.print(); });
  });
  var groups = document.querySelectorAll(".tabs");
  if (!groups.length) { return; }
  var rows = Array.prototype.slice.call(document.querySelectorAll("table.register tbody tr"));
  var count = document.querySelector(".count b");
  var chosen = {};
  function show() {
    var wanted = Object.keys(chosen).map(function (group) { return chosen[group]; }).filter(Boolean);
    var left = 0;
    rows.forEach(function (row) {
      var has = (row.dataset.t || "").split(" ");
      var fits = wanted.every(function (tab) { return has.indexOf(tab) >= 0; });
      row.hidden = !fits;
      if (fits) { left += 1; }
    });
    if (count) { count.textContent = String(left); }
    groups.forEach(function (group) {
      group.querySelectorAll("a").forEach(function (link) {
        var on = (chosen[group.dataset.group] || "") === link.dataset.tab;
        if (on) { link.setAttribute("aria-current", "true"); } else { link.removeAttribute("aria-current"); }
      });
    });
  }
  function read() {
    chosen = {};
    location.hash.replace(/^#/, "").split(",").forEach(function (word) {
      var link = /^t\d+$/.test(word) && document.querySelector('.tabs a[data-tab="' + word.slice(1) + '"]');
      if (link) { chosen[link.parentNode.dataset.group] = link.dataset.tab; }
    });
    show();
  }
  groups.forEach(function (group) {
    group.addEventListener("click", function (event) {
      var link = event.target.closest("a");
      if (!link) { return; }
      event.preventDefault();
      chosen[group.dataset.group] = link.dataset.tab;
      var words = Object.keys(chosen).filter(function (key) { return chosen[key]; });
      history.replaceState(null, "", "#" + words.map(function (key) { return "t" + chosen[key]; }).join(","));
      show();
    });
  });
  window.addEventListener("hashchange", read);
  read();
})();
