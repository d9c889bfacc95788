/* Nothing here is needed to read a page: it shows the day and whose site it is, narrows registers and prints. */
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
  var reader = window.wenshuReader;
  if (reader) {
    document.querySelectorAll(".reader").forEach(function (place) {
      place.querySelector("b").textContent = reader;
      place.hidden = false;
    });
  }
  document.querySelectorAll("[data-print]").forEach(function (button) {
    button.hidden = false;
    button.addEventListener("click", function () { window.print(); });
  });
  var narrow = document.querySelector(".narrow");
  if (!narrow) { return; }
  narrow.hidden = false;
  var groups = narrow.querySelectorAll("p[data-group]");
  var lists = narrow.querySelectorAll("select[data-group]");
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
      if (fits && !row.classList.contains("total")) { left += 1; }
    });
    if (count) { count.textContent = String(left); }
    lists.forEach(function (list) { list.value = chosen[list.dataset.group] || ""; });
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
      var tab = /^t\d+$/.test(word) ? word.slice(1) : "none";
      var link = narrow.querySelector('a[data-tab="' + tab + '"]');
      var option = narrow.querySelector('option[value="' + tab + '"]');
      if (link) { chosen[link.parentNode.dataset.group] = tab; }
      if (option) { chosen[option.parentNode.dataset.group] = tab; }
    });
    show();
  }
  function choose(group, tab) {
    chosen[group] = tab;
    var words = Object.keys(chosen).filter(function (key) { return chosen[key]; });
    history.replaceState(null, "", "#" + words.map(function (key) { return "t" + chosen[key]; }).join(","));
    show();
  }
  groups.forEach(function (group) {
    group.addEventListener("click", function (event) {
      var link = event.target.closest("a");
      if (!link) { return; }
      event.preventDefault();
      choose(group.dataset.group, link.dataset.tab);
    });
  });
  lists.forEach(function (list) {
    list.addEventListener("change", function () { choose(list.dataset.group, list.value); });
  });
  window.addEventListener("hashchange", read);
  read();
})();
