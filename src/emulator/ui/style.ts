// Holds: the style sheet of every page of the emulator.
import { directoryStyle } from './directory-style.ts'
import { phoneStyle } from './phone-style.ts'

/** Custom properties first; the dark ones replace them and nothing else changes. */
const tokens = `
:root {
  color-scheme: light dark;
  --ground: #f5f6f7; --card: #ffffff; --sunk: #f7f8fa; --line: #dee0e3; --line-soft: #eceef0; --field: #8f959e;
  --text: #1f2329; --soft: #646a73;
  --accent: #3370ff; --accent-ground: #2e68f5; --accent-press: #245bdb; --accent-text: #245bdb; --accent-soft: #eaf0ff;
  --on-accent: #ffffff;
  --good: #1b6f3a; --good-soft: #e4f5e9; --bad: #b3261e; --bad-soft: #fdecea; --warn: #7a4b00; --warn-soft: #fff3d6;
  --band: #ffe7b0; --band-stripe: #ffdb8a; --band-text: #553a00;
  --petal: #5b63d3; --petal-eye: #ffffff;
  --shadow: 0 1px 2px rgb(31 35 41 / 4%), 0 4px 16px rgb(31 35 41 / 5%);
  --radius: 8px;
  --sans: -apple-system, BlinkMacSystemFont, "Segoe UI", Roboto, "PingFang SC", "Microsoft YaHei", "Noto Sans SC", "Noto Sans CJK SC", sans-serif;
  --mono: ui-monospace, SFMono-Regular, Menlo, Consolas, "Liberation Mono", monospace;
}
@media (prefers-color-scheme: dark) {
  :root {
    --ground: #141518; --card: #1e2024; --sunk: #191b1e; --line: #363a40; --line-soft: #292c31; --field: #767c85;
    --text: #ebecee; --soft: #a6abb3;
    --accent: #5b8dff; --accent-press: #4a7ff7; --accent-text: #85aaff; --accent-soft: #22304f;
    --good: #74d99a; --good-soft: #173524; --bad: #ff9d94; --bad-soft: #43201d; --warn: #ffd27a; --warn-soft: #3a2d10;
    --band: #3b2e0e; --band-stripe: #4a3a13; --band-text: #ffdf9b;
    --petal: #8f97ff; --petal-eye: #1e2024;
    --shadow: none;
  }
}`

const base = `
*, *::before, *::after { box-sizing: border-box; }
html { -webkit-text-size-adjust: 100%; }
body { margin: 0; min-height: 100vh; background: var(--ground); color: var(--text); font: 14px/22px var(--sans); }
h1 { margin: 0; font-size: 24px; line-height: 32px; font-weight: 600; letter-spacing: -.01em; text-wrap: balance; overflow-wrap: anywhere; }
h2 { margin: 0; font-size: 16px; line-height: 24px; font-weight: 600; }
p { margin: 0; }
ul, ol { margin: 0; padding: 0; list-style: none; }
code, pre { font: 13px/20px var(--mono); }
a { color: var(--accent-text); text-decoration: none; }
a:hover { text-decoration: underline; }
:focus-visible { outline: 2px solid var(--accent); outline-offset: 2px; border-radius: 4px; }
[hidden] { display: none !important; }
.inside-client main { visibility: hidden; }
.visually-hidden { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); white-space: nowrap; }
.skip { position: absolute; left: 16px; top: -80px; z-index: 10; padding: 8px 16px; background: var(--card); border-radius: var(--radius); }
.skip:focus { top: 8px; }
.lead { color: var(--soft); max-width: 76ch; margin-top: 4px; text-wrap: pretty; }
.hint { color: var(--soft); font-size: 13px; line-height: 20px; }
.count { color: var(--soft); }
bdi { unicode-bidi: isolate; }
@media (prefers-reduced-motion: no-preference) {
  .button, a, input, select, textarea { transition: background-color .12s, border-color .12s, color .12s; }
}`

const frame = `
.band { display: flex; flex-wrap: wrap; justify-content: center; gap: 0 8px; padding: 4px 16px; font-size: 13px; line-height: 20px; font-weight: 600; color: var(--band-text);
  background: repeating-linear-gradient(135deg, var(--band) 0 12px, var(--band-stripe) 12px 24px); }
.band span { padding: 0 6px; background: var(--band); border-radius: 4px; }
.band .band-gap { padding: 0; background: none; }
.top { display: flex; flex-wrap: wrap; align-items: center; gap: 4px 24px; padding: 8px max(24px, (100% - 1120px) / 2); background: var(--card); border-bottom: 1px solid var(--line); }
.top nav { margin-left: -4px; }
.language { margin-right: -12px; }
.brand { display: flex; align-items: center; gap: 8px; font-size: 16px; font-weight: 600; color: var(--text); }
.brand:hover { text-decoration: none; }
.mark { color: var(--petal); display: block; }
.mark-eye { fill: var(--petal-eye); }
.top nav { display: flex; flex-wrap: wrap; gap: 0 4px; margin-right: auto; }
.top nav a, .language { padding: 9px 12px; border-radius: 6px; color: var(--soft); }
.top nav a:hover, .language:hover { background: var(--sunk); color: var(--text); text-decoration: none; }
.top nav a[aria-current] { color: var(--accent-text); font-weight: 600; background: var(--accent-soft); }
main { max-width: 1168px; margin: 0 auto; padding: 32px 24px 64px; }
.card { margin-top: 24px; padding: 24px; background: var(--card); border-radius: var(--radius); box-shadow: var(--shadow); }
.card > h2 + .hint { margin-top: 4px; }
.card-head { display: flex; flex-wrap: wrap; align-items: center; gap: 8px 12px; margin-bottom: 16px; }
.card-head h2 + .button, .card-head h2 + form, .card-head > form.search { margin-left: auto; }
.pair { display: grid; grid-template-columns: repeat(auto-fit, minmax(min(100%, 420px), 1fr)); gap: 0 24px; }
.row { display: flex; flex-wrap: wrap; align-items: center; gap: 8px; }
.row-label { min-width: 72px; }
.stack { display: flex; flex-direction: column; align-items: stretch; gap: 8px; }
.empty { padding: 40px 16px; text-align: center; color: var(--soft); }
.empty-title { font-size: 16px; font-weight: 600; color: var(--text); margin-bottom: 4px; }
.empty .button { margin-top: 16px; }
.notice { padding: 12px 16px; border-radius: var(--radius); margin-top: 16px; overflow-wrap: anywhere; }
.notice.good { color: var(--good); background: var(--good-soft); }
.notice.bad { color: var(--bad); background: var(--bad-soft); }
@media (max-width: 640px) {
  .top { padding: 8px 16px; gap: 4px 12px; }
  .top nav { order: 1; width: calc(100% + 14px); margin: 0 -7px; gap: 0; }
  .top nav a { padding: 8px 7px; }
  .brand { margin-right: auto; }
  main { padding: 24px 16px 48px; }
  .card { margin-top: 16px; padding: 16px; }
  .pair { gap: 0; }
}`

const controls = `
.button { display: inline-block; padding: 6px 16px; font: inherit; color: var(--text); background: var(--card); border: 1px solid var(--line); border-radius: 6px; cursor: pointer; text-align: center; white-space: nowrap; flex: none; }
.button:hover { border-color: var(--accent); color: var(--accent-text); text-decoration: none; }
.button.primary { color: var(--on-accent); background: var(--accent-ground); border-color: transparent; font-weight: 500; }
.button.primary:hover { background: var(--accent-press); }
.button.quiet { color: var(--accent-text); background: transparent; border-color: transparent; padding: 6px 12px; }
.button.quiet:hover { background: var(--accent-soft); }
.button.small { padding: 1px 8px; font-size: 13px; }
.button[aria-disabled] { color: var(--soft); cursor: default; background: none; opacity: .7; }
label { font-weight: 500; }
input:not([type=checkbox], [type=radio]), select, textarea { min-width: 0; width: 100%; padding: 6px 12px; font: inherit; color: var(--text); background: var(--card); border: 1px solid var(--field); border-radius: 6px; }
input::placeholder { color: var(--soft); opacity: 1; }
input[type=search]::-webkit-search-cancel-button { cursor: pointer; }
textarea { font: 13px/20px var(--mono); resize: vertical; }
input:focus, select:focus, textarea:focus { outline: 2px solid var(--accent); outline-offset: -1px; border-color: var(--accent); }
input[type=checkbox], input[type=radio] { width: 16px; height: 16px; margin: 3px 0; accent-color: var(--accent-ground); flex: none; }
fieldset.plain { border: 0; margin: 0; padding: 0; }
.choice { display: flex; gap: 8px; align-items: flex-start; font-weight: 400; }
.choice .hint { display: block; }
.search { display: flex; gap: 8px; width: min(100%, 360px); }
.filter label { white-space: nowrap; }
.filter { display: flex; align-items: center; gap: 8px; margin-right: auto; min-width: 0; }
.pager { display: flex; align-items: center; justify-content: center; gap: 16px; margin-top: 16px; color: var(--soft); }
.badge { display: inline-block; padding: 0 6px; font-size: 12px; line-height: 18px; border-radius: 4px; white-space: nowrap; color: var(--warn); background: var(--warn-soft); }
.badge-resigned, .badge-exited { color: var(--bad); background: var(--bad-soft); }
.badge-not_activated { color: var(--soft); background: var(--line-soft); }
.badge-running { color: var(--good); background: var(--good-soft); }
.status { padding: 0 6px; border-radius: 4px; font-variant-numeric: tabular-nums; }
.status.good { color: var(--good); background: var(--good-soft); }
.status.bad { color: var(--bad); background: var(--bad-soft); }`

const people = `
.avatar { display: flex; align-items: center; justify-content: center; flex: none; width: 40px; height: 40px; border-radius: 50%; font-size: 13px; font-weight: 600; color: #fff; user-select: none; background: var(--line); }
.tint-0 { background: #245bdb; } .tint-1 { background: #0f766e; } .tint-2 { background: #6d4bd0; }
.tint-3 { background: #a8480b; } .tint-4 { background: #b0306f; } .tint-5 { background: #3f6212; }
.people { border-top: 1px solid var(--line-soft); }
.person-row { display: grid; grid-template-columns: 40px minmax(0, 1.4fr) minmax(0, 1fr) 240px; align-items: center; gap: 4px 16px; padding: 12px 0; border-bottom: 1px solid var(--line-soft); }
.person-text { display: flex; flex-direction: column; min-width: 0; text-align: left; }
.person-line { display: flex; align-items: center; gap: 8px; min-width: 0; }
.person-line > * { flex: none; }
.name, .name-en, .place, .id { overflow: hidden; text-overflow: ellipsis; white-space: nowrap; min-width: 0; }
.person-line .name { flex: 0 1 auto; font-weight: 600; }
.person-line .name-en { flex: 0 4 auto; color: var(--soft); }
.place { color: var(--soft); font-size: 13px; line-height: 20px; }
.id { color: var(--soft); font-size: 12px; }
.person-row .open { max-width: 100%; overflow: hidden; text-overflow: ellipsis; justify-self: end; margin-right: -12px; }
.env { display: flex; flex-direction: column; gap: 4px; margin-top: 16px; padding: 12px 16px; background: var(--sunk); border: 1px solid var(--line-soft); border-radius: 6px; }
.env > code, .env details > code { user-select: all; overflow-wrap: anywhere; }
.env summary { cursor: pointer; list-style: none; }
.env summary::-webkit-details-marker { display: none; }
.env details[open] summary code, .env .hide, .env details[open] .show { display: none; }
.env details[open] .hide { display: inline; }
.env .show, .env .hide { color: var(--accent-text); font-size: 13px; }
.card > .stack { margin-top: 16px; }
.stack > .button { align-self: flex-start; margin-top: 8px; }
@media (max-width: 720px) {
  .person-row { grid-template-columns: 40px minmax(0, 1fr); gap: 2px 12px; }
  .person-row .id { display: none; }
  .person-row .open { grid-column: 2; justify-self: start; margin: 0 0 0 -12px; }
  .card-head > form.search { margin-left: 0; width: 100%; }
}`

const client = `
.client { display: grid; grid-template-columns: minmax(0, 1fr) 340px; gap: 24px; align-items: start; margin-top: 24px; }
.console:has(.client) main { max-width: 1488px; }
.console:has(.client) .top { padding-inline: max(24px, (100% - 1440px) / 2); }
.side .card:first-child { margin-top: 0; }
.side .card-head { justify-content: space-between; margin-bottom: 8px; }
.device { display: flex; flex-direction: column; min-width: 0; overflow: hidden; background: var(--card); border-radius: 12px; border: 1px solid var(--line); box-shadow: var(--shadow); }
.device.desktop { height: max(560px, calc(100vh - 260px)); }
.device.phone { width: min(100%, 392px); height: 780px; margin: 0 auto; border: 8px solid var(--text); border-radius: 40px; }
@media (prefers-color-scheme: dark) { .device.phone { border-color: #3c4047; } }
.title-bar { display: flex; align-items: center; gap: 10px; padding: 8px 16px; background: var(--sunk); border-bottom: 1px solid var(--line-soft); }
.title-bar .avatar { width: 28px; height: 28px; font-size: 11px; }
.client-name { margin-left: auto; font-size: 12px; color: var(--soft); white-space: nowrap; }
.phone .title-bar { padding-top: 12px; }
.phone .client-name { display: none; }
.address-bar { display: flex; align-items: center; gap: 4px; padding: 6px 8px; border-bottom: 1px solid var(--line); }
.address-bar input { flex: 1; padding: 2px 12px; font-size: 13px; background: var(--sunk); border-color: transparent; border-radius: 16px; }
.screen { position: relative; flex: 1; min-height: 0; background: #fff; }
.screen .empty { padding-top: 96px; }
.screen:has(> .empty), .closed { background: var(--card); }
.screen iframe { display: block; width: 100%; height: 100%; border: 0; background: #fff; }
.closed { position: absolute; inset: 0; }
.toast { position: absolute; left: 50%; top: 40%; transform: translate(-50%, -50%); max-width: 80%; padding: 12px 20px; border-radius: var(--radius); color: #fff; background: rgb(20 22 26 / 88%); overflow-wrap: anywhere; text-align: center; }
.sheet { position: absolute; inset: auto 0 0; width: min(100%, 480px); max-height: 90%; overflow: auto; margin: 0 auto; padding: 24px; color: var(--text); background: var(--card); border: 1px solid var(--line); border-bottom: 0; border-radius: 12px 12px 0 0; box-shadow: 0 -8px 32px rgb(0 0 0 / 24%); }
.sheet ul { margin: 8px 0 20px; padding-left: 20px; list-style: disc; font: 13px/22px var(--mono); overflow-wrap: anywhere; }
.sheet p { margin-top: 8px; color: var(--soft); }
.sheet label:not(.choice) { display: block; margin: 12px 0 4px; }
.sheet .contacts { min-height: 160px; max-height: 260px; overflow: auto; padding: 0; list-style: none; font: inherit; }
.sheet .contacts label { padding: 6px 0; }
.modal { inset: 30% 16px auto; width: auto; max-width: 360px; border-bottom: 1px solid var(--line); border-radius: 12px; box-shadow: 0 8px 32px rgb(0 0 0 / 24%); overflow-wrap: anywhere; }
.modal p { white-space: pre-wrap; }
#bridge-log { display: flex; flex-direction: column; gap: 12px; max-height: 520px; overflow: auto; }
.call { padding: 8px 12px; background: var(--sunk); border-left: 3px solid var(--line); border-radius: 4px; }
.call[data-state=ok] { border-color: var(--good); }
.call[data-state=fail] { border-color: var(--bad); }
.call[data-state=hang] { border-color: var(--warn); }
.call-head { display: flex; justify-content: space-between; gap: 8px; }
.api { font-weight: 600; }
.state { font-size: 12px; color: var(--soft); }
.call[data-state=ok] .state { color: var(--good); }
.call[data-state=fail] .state { color: var(--bad); }
.call[data-state=hang] .state { color: var(--warn); }
.call-label { font-size: 12px; color: var(--soft); }
.why { margin: 4px 0 8px; padding-bottom: 8px; border-bottom: 1px solid var(--line); }
.why-text { font-weight: 500; text-wrap: pretty; }
.why-facts { margin-top: 4px; }
.why code, .compared { font-size: 12px; line-height: 18px; overflow-wrap: anywhere; }
.difference { margin-top: 8px; }
.difference .input { font-weight: 600; }
.compared { display: block; white-space: pre-wrap; }
.compared mark { padding: 1px 0; color: var(--bad); background: var(--bad-soft); font-weight: 600; text-decoration: underline; }
.compared .gap { color: var(--bad); font-weight: 600; }
.call pre { margin: 0; font-size: 12px; line-height: 18px; white-space: pre-wrap; overflow-wrap: anywhere; }
@media (max-width: 1040px) { .client { grid-template-columns: minmax(0, 1fr); } .device.desktop { height: 640px; } }
@media (max-width: 640px) {
  .console:has(.client) .top { padding-inline: 16px; }
  .client { margin: 16px -16px 0; gap: 0; }
  .side { padding: 0 16px; }
  .side .card:first-child { margin-top: 16px; }
  .device.desktop { border-radius: 0; border-inline: 0; }
  .device.phone { width: 100%; border-width: 4px; border-radius: 24px; height: 680px; }
}`

const tables = `
.table-frame { overflow-x: auto; margin: 0 -24px; padding: 0 24px; }
table { width: 100%; border-collapse: collapse; }
th { text-align: left; font-weight: 500; color: var(--soft); white-space: nowrap; }
th, td { padding: 8px 12px 8px 0; border-bottom: 1px solid var(--line-soft); vertical-align: top; }
td:nth-child(2) { min-width: 240px; }
td code { overflow-wrap: anywhere; }
td .id { display: inline-block; max-width: 14ch; vertical-align: bottom; }
tr:target td { background: var(--accent-soft); }
.number { text-align: right; font-variant-numeric: tabular-nums; }
.remarks { margin: 2px 0 0; font-size: 12px; line-height: 18px; color: var(--soft); }
.remarks div { display: flex; gap: 8px; }
.remarks dt { flex: none; }
.remarks dt::after { content: ":"; }
.remarks dd { margin: 0; overflow-wrap: anywhere; }
.facts { margin: 12px 0 0; }
.facts div { display: flex; flex-wrap: wrap; gap: 0 16px; padding: 2px 0; }
.facts dt { min-width: 72px; color: var(--soft); }
.facts dd { margin: 0; overflow-wrap: anywhere; min-width: 0; }
.tabs { display: flex; flex-wrap: wrap; gap: 8px; margin-top: 16px; }
.tabs a { padding: 4px 12px; border-radius: 6px; background: var(--card); }
.tabs a[aria-current] { background: var(--accent-soft); font-weight: 600; }
.setting .hint { min-height: 20px; }
.setting .row { margin-top: auto; padding-top: 8px; }
.now { margin: 12px 0 0; font-size: 20px; line-height: 28px; font-variant-numeric: tabular-nums; }
.now > span:not(.badge, .visually-hidden) { color: var(--soft); font-size: 14px; }
.row input { width: auto; }
.faults li { display: flex; flex-wrap: wrap; align-items: baseline; gap: 0 12px; padding: 8px 0; border-bottom: 1px solid var(--line-soft); overflow-wrap: anywhere; }
.more { margin-top: 16px; }
.more summary { cursor: pointer; color: var(--accent-text); width: fit-content; }
.fields { display: grid; grid-template-columns: repeat(auto-fit, minmax(min(100%, 220px), 1fr)); gap: 12px 16px; align-items: end; margin-top: 12px; }
.fields .button { justify-self: start; }
@media (max-width: 640px) { .table-frame { margin: 0 -16px; padding: 0 16px; } }`

const platform = `
.platform { display: flex; flex-direction: column; }
.sheet-page { width: min(100% - 32px, 520px); margin: 48px auto; padding: 32px; background: var(--card); border-radius: 12px; box-shadow: var(--shadow); }
.sheet-page .search { width: 100%; margin: 20px 0 12px; }
.sheet-page h2 { font-size: 14px; line-height: 22px; margin-top: 16px; }
.people-choice { margin: 4px -12px 0; }
.person { display: flex; align-items: center; gap: 12px; width: 100%; padding: 8px 12px; font: inherit; color: inherit; background: none; border: 0; border-radius: var(--radius); }
button.person { cursor: pointer; }
button.person:hover, a.person:hover { background: var(--accent-soft); }
.person.still { margin: 16px 0; background: var(--sunk); padding: 12px; }
.chevron { margin-left: auto; flex: none; width: 8px; height: 8px; border: solid var(--soft); border-width: 1.5px 1.5px 0 0; transform: rotate(45deg); }
.scopes li { border-top: 1px solid var(--line-soft); }
.scopes li > label, .scopes li.fixed { display: flex; gap: 12px; padding: 10px 0; font-weight: 400; }
.scopes span > * { display: block; overflow-wrap: anywhere; }
.scopes code { color: var(--soft); font-size: 12px; }
legend { padding: 12px 0 8px; color: var(--soft); }
.granted h2 { margin: 24px 0 8px; }
.decision { display: flex; flex-wrap: wrap; gap: 12px; margin-top: 24px; }
.decision .button { flex: 1 1 120px; padding: 8px 16px; }
.compare { display: grid; gap: 0 16px; }
.urls code { display: block; margin-top: 4px; padding: 6px 12px; background: var(--sunk); border-radius: 6px; overflow-wrap: anywhere; }
.sheet-page > .hint { margin: 16px 0; overflow-wrap: anywhere; }
.sheet-page:has(.compare) { width: min(100% - 32px, 880px); }
@media (min-width: 720px) { .compare { grid-template-columns: 1fr 1fr; } }
@media (max-width: 640px) { .sheet-page { margin: 16px auto; padding: 24px 16px; } }`

/** The one style sheet. */
export const styleSheet = [
  tokens,
  base,
  frame,
  controls,
  people,
  client,
  tables,
  platform,
  phoneStyle,
  directoryStyle,
].join('\n')
