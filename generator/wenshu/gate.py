"""The gate of the company's repository: may a push come in? Judged by what it builds on, never by itself.

Everything asked of git stands in the values given; nothing is read here. A push on the main branch is
judged at each commit of its first-parent line: the records must be in order there as they stand (main is
green at each first-parent commit, life.md), and once more under the company file and the schemas of the
commit the push builds on, so that no push gives itself the post or the rule it needs.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date

from . import build, witness
from .diagnostics import Code, Finding, Severity, errors
from .office import Office
from .past import Commit, Past

REWRITTEN = Code(
    "HOK01", Severity.ERROR,
    "这次推送要改写正式分支 {main} 的历史：已收下的提交 {old} 不在新的历史里",
    "the push would rewrite history of {main}: commit {old} is not in the new history",
    "正式分支只往后加，不回头改。先 wenshu sync 取回别人的提交再推送；写错的用更正、修改申请或废止来改，不用 --force。",
    "Main only grows. Run `wenshu sync` and push again; mistakes are mended by a correction, a request or void.",
)  # fmt: skip
MAIN_DELETED = Code(
    "HOK02", Severity.ERROR,
    "这次推送要删除正式分支 {main}",
    "the push would delete the main branch {main}",
    "正式分支不能删除；要改名，先改公司档案里的 main，由管理员在服务器上改。",
    "It is never deleted. To rename it change `main` in the company file and let the administrator do the rest.",
)  # fmt: skip
REQUEST_LOST = Code(
    "HOK03", Severity.ERROR,
    "修改申请分支 {branch} 还没有决定，不能{deed}",
    "request branch {branch} was never decided; it cannot be {deed_en}",
    "先做决定，留下记录：wenshu decide {branch} --approve（同意）、--refuse（退回）或 --withdraw（申请人撤回），"
    "推送以后再删。",
    "Decide it first, so that it stays on record: `wenshu decide {branch} --approve`, --refuse or --withdraw; "
    "push, then delete it.",
)  # fmt: skip
CLAIM_CHANGED = Code(
    "HOK04", Severity.ERROR,
    "占号 {ref} 已经有了，不能{deed}",
    "the claim {ref} stands; it cannot be {deed_en}",
    "号一经占用就不收回：用 wenshu number reconcile 把它用掉或作废；要用号另占一个。",
    "A number once claimed is never taken back: finish or void it with `wenshu number reconcile`, or claim another.",
)  # fmt: skip
NOT_GREEN = Code(
    "HOK05", Severity.ERROR,
    "提交 {commit}（{subject}）使正式分支多出 {count} 个错误，列在下面",
    "commit {commit} brings {count} errors to the main branch; they stand below",
    "在自己的电脑上运行 wenshu check，改正以后再推送；先错后改的几个提交要合成一个。",
    "Run `wenshu check` on your own computer, mend what it says and push again; make one commit of those that "
    "were wrong at first.",
)  # fmt: skip
BY_ITS_OWN = Code(
    "HOK06", Severity.ERROR,
    "提交 {commit}（{subject}）只在它自己带来的公司档案或结构文件下才成立；按推送以前的来判，有下面 {count} 个错误",
    "commit {commit} holds only under the company file or schemas it brings itself; by those before it, {count} errors",
    "一次推送按它推送以前的公司档案、结构文件判。先单独推送改公司档案或结构文件的提交（git push 远端 提交:{main}），"
    "收下以后再推送其余的。",
    "A push is judged by what it builds on. Push the change of the company file or schemas by itself first "
    "(git push REMOTE COMMIT:{main}), then the rest.",
)  # fmt: skip
UNLAWFUL = Code(
    "HOK07", Severity.ERROR,
    "这次推送带来的提交不合历史的规矩，共 {count} 处，列在下面",
    "the commits of this push break {count} laws of history; they stand below",
    "逐条按“办法”改。服务器还没有收下的提交可以撤下重做，请管理员帮忙；修改申请用 wenshu decide 办。",
    "Mend each as it says. Commits not pushed yet can be taken back and made anew; requests are decided by "
    "`wenshu decide`.",
)  # fmt: skip
FORGED = Code(
    "HOK08", Severity.ERROR,
    "{step}的签批写着由{person}本人签名，带来它的提交 {commit} {why}",
    "the sign-off \"{step}\" says that {person} signed the commit; {commit} {why_en}",
    "由本人用登记在公司档案 keys 里的密钥签批（wenshu approve）；新登记的密钥要先单独推送公司档案。",
    "Let him sign with the key on record in the company file (wenshu approve); push a new key by itself first.",
)  # fmt: skip
TOO_MANY = Code(
    "HOK09", Severity.ERROR,
    "一次推送了 {count} 个提交，逐个核对太久；一次最多 {limit} 个",
    "{count} commits in one push take too long to judge one by one; at most {limit} at a time",
    "分几次推送，这次先推：git push 远端 {next}:{main}",
    "Push in parts, this one first: git push REMOTE {next}:{main}",
)  # fmt: skip
NO_MAIN = Code(
    "HOK10", Severity.ERROR,
    "认不出哪个是正式分支：{names} 的公司档案都说自己是",
    "which branch is main? The company files of {names} each name their own",
    "请管理员在服务器上运行 git symbolic-ref HEAD refs/heads/正式分支。",
    "Let the administrator run `git symbolic-ref HEAD refs/heads/MAIN` on the server.",
)  # fmt: skip
FOUNDED = Code(
    "HOK12", Severity.WARNING,
    "正式分支 {main} 第一次推送，还没有可依据的历史，照收；从下一次起逐个核对（现有错误 {count} 个）",
    "first push of {main}: there is nothing to judge it by, so it is taken; from the next on each is judged "
    "({count} errors now)",
    "在自己的电脑上运行 wenshu check，趁早改正。",
    "Run `wenshu check` on your own computer and mend what it says.",
)  # fmt: skip

REPLACED = Code(
    "HOK13", Severity.ERROR,
    "{ref} 会让服务器把一个提交看成另一个，不收",
    "{ref} would make the server take one commit for another; it is refused",
    "替换引用（git replace）不能推送；写错的用更正、修改申请或废止来改。",
    "Replace refs are not pushed; mistakes are mended by a correction, a request or void.",
)  # fmt: skip

RENAMED = Code(
    "HOK14", Severity.ERROR,
    "公司档案把正式分支由 {main} 改成 {named}，而服务器上的 {named} 不在 {main} 的末端：它带来的提交没有人核对过",
    "the company file names {named} as main in place of {main}, but {named} does not stand at its tip: nobody judged "
    "the commits it brings",
    "改名由管理员在服务器上办：先让 {named} 与 {main} 停在同一个提交，再改公司档案，最后 "
    "git symbolic-ref HEAD refs/heads/{named}。",
    "The administrator renames it: let both stand at one commit, change the company file, then "
    "git symbolic-ref HEAD refs/heads/{named}.",
)  # fmt: skip
SMUGGLED = Code(
    "HOK15", Severity.ERROR,
    "{ref} 带着 {path}：那是各台电脑自己的缓存，检出以后会让别人的核对读到假的历史",
    "{ref} brings {path}: a cache of one computer, which would tell others a false history once checked out",
    "把它移出版本库（git rm -r --cached .wenshu），.gitignore 里留着 .wenshu/，再推送。",
    "Take it out of the repository (git rm -r --cached .wenshu), keep .wenshu/ in .gitignore, and push again.",
)  # fmt: skip

LIMIT = 100
"""First-parent commits judged in one push: each is a whole check, some tenths of a second in a large office, and
whoever pushes waits for all of them."""
REQUESTS = "refs/heads/revision/"
RULES = ("records/company.yaml", "schemas/")
"""What a push is judged by: as it was before the push. Signing keys stand in the company file."""


@dataclass(frozen=True, slots=True)
class Move:
    """One ref that a push wants to move; ``old`` or ``new`` is ``""`` where it is not there before or after."""

    ref: str
    old: str
    new: str
    forward: bool = True
    """Whether the new commit holds the old one."""
    held: bool = False
    """Whether main, as the push leaves it, holds the old one."""


@dataclass(frozen=True, slots=True)
class Landing:
    """What a push wants to add to the main branch."""

    main: str
    base: Mapping[str, bytes]
    """The tree of the commit it builds on."""
    since: str
    """That commit."""
    past: Past
    """The whole history it ends in."""
    tip: Mapping[str, bytes]
    """The tree it ends in."""
    steps: Iterable[tuple[Commit, Mapping[str, bytes]]]
    """The commits of its first-parent line with their trees, oldest first; read as they are asked for."""
    signed: Mapping[str, str]
    """Each commit it adds that brings sign-offs → the person of the company file before it whose key signed it."""


def refs(moves: Iterable[Move], main: str, claims: str) -> Iterator[Finding]:
    """Yield what is wrong with the refs a push moves.

    Args:
        main: name of the main branch.
        claims: the company's prefix of claimed numbers (``refs/numbers``).
    """
    for move in moves:
        branch = move.ref.removeprefix("refs/heads/")
        gone = not move.new
        deed, deed_en = ("删除", "deleted") if gone else ("改写", "rewritten")
        if move.ref.startswith("refs/replace/") and not gone:
            yield REPLACED.at(move.ref, ref=move.ref)
        if not move.old:
            continue
        if move.ref == f"refs/heads/{main}":
            if gone:
                yield MAIN_DELETED.at(move.ref, main=main)
            elif not move.forward:
                yield REWRITTEN.at(move.ref, main=main, old=move.old[:12])
        elif move.ref.startswith(REQUESTS) and not move.held and (gone or not move.forward):
            yield REQUEST_LOST.at(move.ref, branch=branch, deed=deed, deed_en=deed_en)
        elif move.ref.startswith(claims + "/"):
            yield CLAIM_CHANGED.at(move.ref, ref=move.ref, deed=deed, deed_en=deed_en)


def renamed(main: str, named: str, tip: str, other: str) -> Iterator[Finding]:
    """Yield why a company file may not name another main branch.

    Args:
        tip: where main stands after the push; ``other``: where the branch it names does, ``""`` for nowhere.
    """
    if named not in ("", main) and other not in ("", tip):
        yield RENAMED.at(f"refs/heads/{named}", main=main, named=named)


def smuggled(ref: str, paths: Iterable[str]) -> Iterator[Finding]:
    """Yield that a branch holds files of the cache."""
    if path := next(iter(sorted(paths)), ""):
        yield SMUGGLED.at(ref, ref=ref.removeprefix("refs/heads/"), path=path)


def founding(tree: Mapping[str, bytes], main: str, as_of: date | None, today: date) -> tuple[Finding, ...]:
    """Say that a repository begins with this push; its errors are counted, not refused."""
    found = errors(build.judge(tree, as_of, today).findings)
    return (FOUNDED.at(f"refs/heads/{main}", main=main, count=len(found)),)


def many(count: int, last: str, main: str) -> Finding:
    """Return the finding of a push with more commits than are judged at once; ``last`` is the last that may come."""
    return TOO_MANY.at(f"refs/heads/{main}", count=count, limit=LIMIT, next=last[:12], main=main)


def landing(push: Landing, as_of: date | None, today: date) -> tuple[Finding, ...]:
    """Return why a push cannot be added to the main branch: the laws it breaks, and its first commit out of order."""
    base = build.judge(push.base, as_of, today)
    day = base.office.as_of if base.office else as_of
    known = {_same(f) for f in errors(base.findings)}
    found = list(_history(push, day, today))
    for commit, tree in push.steps:
        now = build.judge(tree, day, today)
        wrong = [f for f in errors(_all(now, push.base)) if _same(f) not in known]
        lawful = None if wrong else _under(push.base, tree)
        if lawful is not None:
            more = [f for f in errors(build.judge(lawful, day, today).findings) if _same(f) not in known]
            wrong, code = more, BY_ITS_OWN
        else:
            code = NOT_GREEN
        if wrong:
            told = {"commit": commit.id[:12], "subject": commit.subject, "count": len(wrong), "main": push.main}
            return (*found, code.at(f"refs/heads/{push.main}", None, **told), *wrong)
    return tuple(found)


def _history(push: Landing, as_of: date | None, today: date) -> Iterator[Finding]:
    """Yield the laws of history that the commits of a push break, judged as commits of main by the rules before."""
    tip = _under(push.base, push.tip) or push.tip
    office = build.judge(tip, as_of, today, each=False).office
    if office is None:
        return
    past = replace(push.past, main=push.past.head, outside=frozenset())
    broken = errors(witness.findings(past, office, push.since))
    if broken:
        yield UNLAWFUL.at(f"refs/heads/{push.main}", count=len(broken), main=push.main)
        yield from broken
    yield from _forged(push, office)


def _forged(push: Landing, office: Office) -> Iterator[Finding]:
    """Yield the sign-offs said to be signed commits that are not signed by him who signs."""
    claimed = {a.path: a for held in office.ledger.approvals.values() for a in held if a.evidence == "signed"}
    for id_, who in push.signed.items() if claimed else ():
        commit = push.past.by_id[id_]
        for change in commit.changes:
            approval = claimed.get(change.path)
            if approval is not None and change.new and who != approval.person:
                why, why_en = ("没有他的签名", "is not signed by him")
                if who:
                    why, why_en = (f"是{who}签名的", f"is signed by {who}")
                told = {"step": approval.step, "person": approval.person, "commit": commit.id[:12]}
                yield FORGED.at(approval.path, None, why=why, why_en=why_en, **told)


def _all(now: build.Believed, base: Mapping[str, bytes]) -> Iterator[Finding]:
    """Yield what is wrong with a tree; its templates are read only where they are not those of the base."""
    yield from now.findings
    if _below(now.tree, "templates/") != _below(base, "templates/"):
        # what prints is imported only where templates changed
        from . import proof

        yield from proof.every(now.tree)


def _below(tree: Mapping[str, bytes], folder: str) -> dict[str, bytes]:
    return {path: data for path, data in tree.items() if path.startswith(folder)}


def _under(base: Mapping[str, bytes], tree: Mapping[str, bytes]) -> dict[str, bytes] | None:
    """Return a tree as it would be under the rules of the base, or None where it has no others."""
    before = {path: data for path, data in base.items() if path.startswith(RULES)}
    if RULES[0] not in before or before == {path: data for path, data in tree.items() if path.startswith(RULES)}:
        return None
    rest = {path: data for path, data in tree.items() if not path.startswith(RULES)}
    return dict(sorted((rest | before).items()))


def _same(finding: Finding) -> tuple[str, str, tuple[tuple[str, str], ...]]:
    """Return what makes two findings the same mistake, wherever its line has moved."""
    return (finding.place.path, finding.code.id, finding.values)
