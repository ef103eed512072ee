// Holds: the style sheet of the console, on the colours of our pages.

import { colours } from '../pages/style.ts'

export const consoleStyleSheet = `${colours}
:root {
  --good: #1a7f45;
  --good-ground: #e9f7ef;
  --warn: #8a5300;
  --warn-ground: #fdf3e2;
  --second: #8fb0ff;
}
@media (prefers-color-scheme: dark) {
  :root {
    --good: #6fd39a;
    --good-ground: #16301f;
    --warn: #f0bd6a;
    --warn-ground: #33270f;
    --second: #2b4a8f;
  }
}
*, *::before, *::after { box-sizing: border-box; }
[hidden] { display: none !important; }
html { -webkit-text-size-adjust: 100%; }
body {
  margin: 0;
  min-height: 100vh;
  background: var(--ground);
  color: var(--text);
  font: 14px/1.6 -apple-system, BlinkMacSystemFont, "Segoe UI", Roboto, "PingFang SC", "Microsoft YaHei", "Noto Sans CJK SC", sans-serif;
}
.skip { position: absolute; left: -9999px; }
.skip:focus { left: 16px; top: 8px; z-index: 2; background: var(--card); padding: 8px 12px; border-radius: var(--radius); }
.unseen { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); white-space: nowrap; }
a { color: var(--primary-strong); }
@media (prefers-color-scheme: dark) { a { color: #82abff; } }
:focus-visible { outline: 2px solid var(--primary); outline-offset: 2px; }
.top { display: flex; flex-wrap: wrap; align-items: center; gap: 8px 16px; padding: 12px 24px; background: var(--card); border-bottom: 1px solid var(--line); }
.top .mark { display: inline-flex; align-items: center; gap: 8px; font-weight: 600; font-size: 16px; color: inherit; text-decoration: none; margin-right: auto; }
.top .mark svg { width: 22px; height: 22px; color: var(--primary); flex: none; }
.top .who { display: flex; flex-wrap: wrap; align-items: center; gap: 8px; }
.top form { margin: 0; }
.frame { display: grid; grid-template-columns: 208px minmax(0, 1fr); max-width: 1440px; margin: 0 auto; }
.frame > nav { padding: 16px; }
.frame > nav ul { list-style: none; margin: 0; padding: 0; position: sticky; top: 16px; display: flex; flex-direction: column; gap: 2px; }
.frame > nav a { display: block; padding: 7px 12px; border-radius: 6px; color: var(--text); text-decoration: none; }
.frame > nav a:hover { background: var(--tint); }
.frame > nav a[aria-current] { background: var(--tint); color: var(--primary-strong); font-weight: 600; }
@media (prefers-color-scheme: dark) { .frame > nav a[aria-current] { color: #82abff; } }
main { padding: 24px; min-width: 0; }
main:focus { outline: none; }
.head { display: flex; flex-wrap: wrap; align-items: center; gap: 8px 16px; margin-bottom: 16px; }
.head h1 { margin: 0; margin-right: auto; font-size: 22px; line-height: 1.35; overflow-wrap: anywhere; }
h2 { font-size: 16px; margin: 24px 0 8px; line-height: 1.4; }
.secondary { color: var(--secondary); }
.small { font-size: 12px; }
.foreign { overflow-wrap: anywhere; unicode-bidi: isolate; }
code { font: 12px/1.5 ui-monospace, SFMono-Regular, Menlo, Consolas, monospace; overflow-wrap: anywhere; }
.actions { display: flex; flex-wrap: wrap; gap: 8px; align-items: center; }
.actions form { margin: 0; }
.button, button.button {
  display: inline-flex; align-items: center; justify-content: center; gap: 6px;
  min-height: 32px; padding: 4px 14px; border-radius: 6px; border: 1px solid var(--line);
  background: var(--card); color: var(--text); font: inherit; text-decoration: none; cursor: pointer;
}
.button:hover { border-color: var(--primary); }
.button.primary { background: var(--primary-strong); border-color: var(--primary-strong); color: var(--on-primary); }
.button.primary:hover { background: var(--primary-hover); }
.button.danger { color: var(--danger); border-color: currentColor; }
.button.small { min-height: 26px; padding: 1px 10px; }
.button[disabled] { opacity: .55; cursor: not-allowed; }
.card, .empty, .chart, .table { background: var(--card); border: 1px solid var(--line); border-radius: var(--radius); }
.card { padding: 16px 20px; margin-bottom: 16px; }
.card > h2:first-child { margin-top: 0; }
.cards { display: grid; grid-template-columns: repeat(auto-fill, minmax(176px, 1fr)); gap: 12px; margin-bottom: 16px; }
.cards .card { margin: 0; }
.figure { font-size: 24px; font-weight: 600; line-height: 1.3; font-variant-numeric: tabular-nums; }
.empty { padding: 40px 24px; text-align: center; }
.empty h2 { margin-top: 0; }
.notice { border-radius: var(--radius); padding: 10px 14px; margin: 0 0 16px; border: 1px solid transparent; }
.notice.done { background: var(--good-ground); color: var(--good); border-color: currentColor; }
.notice.wrong { background: var(--danger-ground); color: var(--danger); border-color: currentColor; }
.table { overflow-x: auto; margin-bottom: 16px; position: relative; }
table { border-collapse: collapse; width: 100%; }
th, td { text-align: left; padding: 9px 14px; border-bottom: 1px solid var(--line); vertical-align: top; }
th { font-weight: 600; color: var(--secondary); white-space: nowrap; }
tbody tr:last-child td { border-bottom: 0; }
.badge { display: inline-block; padding: 0 8px; border-radius: 10px; font-size: 12px; line-height: 20px; white-space: nowrap; background: var(--ground); color: var(--secondary); }
.badge.good { background: var(--good-ground); color: var(--good); }
.badge.bad { background: var(--danger-ground); color: var(--danger); }
.badge.warn { background: var(--warn-ground); color: var(--warn); }
.pager { display: flex; gap: 8px; margin-bottom: 16px; }
.facts { margin: 0; display: grid; grid-template-columns: repeat(auto-fill, minmax(240px, 1fr)); gap: 12px 24px; }
.facts dt { color: var(--secondary); font-size: 12px; }
.facts dd { margin: 0; overflow-wrap: anywhere; }
form.fields { display: grid; gap: 14px; max-width: 560px; }
label, .label { display: block; font-weight: 600; margin-bottom: 4px; }
.hint { color: var(--secondary); font-size: 12px; margin: 4px 0 0; }
input[type="text"], input[type="search"], input[type="password"], input[type="url"], input[type="date"], input[type="datetime-local"], select, textarea {
  width: 100%; min-height: 34px; padding: 5px 10px; font: inherit; color: inherit;
  background: var(--card); border: 1px solid var(--secondary); border-radius: 6px;
}
.filters { display: flex; flex-wrap: wrap; gap: 8px 12px; align-items: end; margin-bottom: 16px; }
.filters > * { flex: 0 1 176px; min-width: 0; }
.filters .actions { flex: 0 0 auto; }
.invalid { border-color: var(--danger) !important; }
.problem { color: var(--danger); margin: 4px 0 0; }
.chart { padding: 12px 16px; margin: 0 0 16px; }
.chart svg { display: block; width: 100%; height: 96px; margin: 8px 0; }
.chart .axis { stroke: var(--line); stroke-width: 1; vector-effect: non-scaling-stroke; }
.series-0 { fill: var(--primary); background: var(--primary); }
.series-1 { fill: var(--danger); background: var(--danger); }
.series-2 { fill: var(--second); background: var(--second); }
.legend { list-style: none; display: flex; flex-wrap: wrap; gap: 4px 16px; margin: 0; padding: 0; font-size: 12px; }
.swatch { display: inline-block; width: 10px; height: 10px; border-radius: 2px; margin-right: 6px; }
details > summary { cursor: pointer; color: var(--secondary); font-size: 12px; }
progress { width: 100%; height: 8px; accent-color: var(--primary); }
.tree, .tree ul { list-style: none; margin: 0; padding: 0; }
@media (max-width: 760px) {
  .top { padding: 10px 16px; }
  .frame { grid-template-columns: minmax(0, 1fr); }
  .frame > nav { padding: 0; border-bottom: 1px solid var(--line); background: var(--card); overflow-x: auto; }
  .frame > nav ul { flex-direction: row; position: static; padding: 8px 16px; width: max-content; }
  main { padding: 16px; }
  .table table, .table tbody, .table tr, .table td { display: block; width: 100%; }
  .table thead { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); }
  .table tr { padding: 8px 14px; border-bottom: 1px solid var(--line); }
  .table td { border: 0; padding: 3px 0; display: grid; grid-template-columns: 112px minmax(0, 1fr); gap: 8px; }
  .table td::before { content: attr(data-column); color: var(--secondary); }
}
/* Sign-in methods */
.lead { max-width: 760px; margin: 0 0 16px; }
.strong { font-weight: 600; }
.notice.plain { background: var(--tint); border-color: transparent; }
.problems { margin: 6px 0 0; padding-left: 18px; color: var(--danger); }
.copy-row { display: flex; gap: 6px; align-items: center; min-width: 216px; }
.copy-row input { font: 12px/1.5 ui-monospace, SFMono-Regular, Menlo, Consolas, monospace; text-overflow: ellipsis; }
.copy-row .button { flex: none; }
.card > :last-child { margin-bottom: 0; }
.checks { list-style: none; margin: 0; padding: 0; }
.checks > li { border-top: 1px solid var(--line); padding: 10px 0; }
.checks p { margin: 4px 0 0; max-width: 760px; overflow-wrap: anywhere; }
.check-head { display: flex; flex-wrap: wrap; gap: 4px 10px; align-items: center; }
h3 { margin: 0; font-size: 14px; line-height: 1.5; }
.beside { display: grid; grid-template-columns: minmax(0, 560px) minmax(0, 360px); gap: 16px; align-items: start; }
form.fields.card { padding: 20px; }
.guide ol { margin: 0; padding-left: 20px; }
.guide li { margin: 0 0 8px; }
details.rest > .fields { display: grid; gap: 14px; margin-top: 12px; }
.check { display: flex; gap: 8px; align-items: center; margin: 0; }
.check label { margin: 0; font-weight: 400; }
details.file > summary { padding: 2px 0; }
pre { margin: 8px 0; padding: 10px 12px; border-radius: 6px; background: var(--ground); font: 12px/1.6 ui-monospace, SFMono-Regular, Menlo, Consolas, monospace; overflow: auto; max-height: 420px; }
@media (max-width: 1000px) { .beside { grid-template-columns: minmax(0, 1fr); } }
@media (max-width: 760px) { .copy-row { min-width: 0; } .button, button.button { min-height: 36px; } .button.small { min-height: 30px; } }
/* Overview and logs */
.scale { display: flex; flex-wrap: wrap; justify-content: space-between; gap: 0 16px; margin: -4px 0 8px; }
.filters input, .filters select { height: 34px; }
@media (max-width: 760px) { .table td > .badge { justify-self: start; } }
.problem-list { list-style: none; margin: 0 0 16px; padding: 0; }
.problem-list > li { background: var(--card); border: 1px solid var(--line); border-radius: var(--radius); padding: 12px 16px; margin: 0 0 8px; overflow-wrap: anywhere; }
.problem-list ul { margin: 6px 0; padding-left: 18px; }
.figure .badge { font-size: 14px; line-height: 24px; vertical-align: middle; }
/* People and departments */
.tabs { display: flex; flex-wrap: wrap; gap: 4px; margin: 0 0 16px; border-bottom: 1px solid var(--line); }
.tabs a { padding: 6px 12px; color: var(--text); text-decoration: none; border-bottom: 2px solid transparent; margin-bottom: -1px; }
.tabs a[aria-current] { border-color: var(--primary); font-weight: 600; }
.filters > .wide { flex: 1 1 240px; }
.crumbs { margin: 0 0 16px; color: var(--secondary); overflow-wrap: anywhere; }
.actions.below { margin-top: 12px; }
ul.plain { list-style: none; margin: 0; padding: 0; }
ul.plain > li { padding: 3px 0; overflow-wrap: anywhere; }
ul.rows > li { display: flex; flex-wrap: wrap; gap: 8px 16px; align-items: center; justify-content: space-between; padding: 10px 0; border-top: 1px solid var(--line); }
ul.columns { columns: 240px; }
ul.scopes { max-height: 180px; overflow-y: auto; }
.tree ul { padding-left: 22px; }
.tree .node, .tree .more, .tree .first { display: flex; flex-wrap: wrap; gap: 0 8px; align-items: center; min-height: 32px; padding: 2px 6px; border-radius: 6px; }
.tree .node:hover { background: var(--tint); }
.tree .name { min-width: 0; flex: 0 1 auto; }
.tree .more, .tree .first { padding-left: 36px; }
.tree .twist { flex: none; width: 22px; height: 22px; display: inline-flex; align-items: center; justify-content: center; text-decoration: none; border-radius: 4px; color: var(--secondary); }
.tree a.twist::before { content: "▸"; content: "▸" / ""; }
.tree [data-open] > .node:not([aria-expanded]) > a.twist::before, .tree .node[aria-expanded="true"] > a.twist::before { content: "▾"; content: "▾" / ""; }
.tree .node[aria-busy] { opacity: .6; }
.tree .node:focus-visible { outline-offset: -2px; }
@media (max-width: 760px) { .tree ul { padding-left: 10px; } .filters > * { flex: 1 1 136px; } .tree .node { min-height: 40px; } }
@media (prefers-reduced-motion: reduce) { * { transition: none !important; animation: none !important; } }
/* Synchronisation and events */
.charts { display: grid; grid-template-columns: repeat(auto-fit, minmax(280px, 1fr)); gap: 16px; }
fieldset.plain { border: 0; margin: 0; padding: 0; display: grid; gap: 6px; }
.decision { border-color: var(--warn); }
.failure { border-color: var(--danger); }
.choices { margin-bottom: 12px; }
.choices [aria-current] { background: var(--tint); border-color: var(--primary); font-weight: 600; }
.card.progress progress { display: block; margin: 8px 0 16px; }
ul.warnings { padding-left: 20px; }
form.fields > h2 { margin: 0; }
`
