// Holds: the style of the pages of the organisation and of events.

export const directoryStyle = `
.organisation { display: grid; grid-template-columns: minmax(0, 320px) minmax(0, 1fr); gap: 0 24px; align-items: start; }
.organisation-search { width: min(100%, 480px); margin-top: 16px; }
.tree { margin: 8px -8px 0; }
.tree ul ul { margin-left: 11px; padding-left: 8px; border-left: 1px solid var(--line-soft); }
.branch { display: flex; align-items: center; gap: 8px; min-height: 32px; padding: 4px 8px; border-radius: 6px; color: var(--text); }
.branch:hover { background: var(--sunk); text-decoration: none; }
.branch[aria-current] { background: var(--accent-soft); color: var(--accent-text); font-weight: 600; }
.branch-name { flex: 1; min-width: 0; display: flex; flex-direction: column; overflow-wrap: anywhere; }
.branch-above { color: var(--soft); font-size: 12px; line-height: 18px; font-weight: 400; }
.branch .count { flex: none; font-size: 13px; font-weight: 400; font-variant-numeric: tabular-nums; }
.branch[aria-current] .count { color: inherit; }
.more-branches { color: var(--accent-text); }
.wide-facts dt { min-width: 144px; }
.notice a { text-decoration: underline; }
.card-head .badge + form { margin-left: auto; }
.member { display: grid; grid-template-columns: 40px minmax(0, 1fr) auto; align-items: center; gap: 4px 16px; padding: 12px 0; border-bottom: 1px solid var(--line-soft); scroll-margin: 80px; }
.member:target { background: var(--accent-soft); box-shadow: -12px 0 var(--accent-soft), 12px 0 var(--accent-soft); }
.member .more { grid-column: 2 / -1; margin-top: 0; min-width: 0; }
.member .more summary { font-size: 13px; line-height: 24px; }
.steps { display: flex; gap: 8px; }
.steps .button { padding: 4px 12px; }
.changes { display: grid; grid-template-columns: repeat(auto-fit, minmax(min(100%, 240px), 1fr)); gap: 16px 24px; align-items: start; margin-top: 8px; padding: 16px; background: var(--sunk); border-radius: var(--radius); }
.slider { display: grid; grid-template-columns: minmax(0, 1fr) auto; gap: 0 8px; }
.slider input { grid-column: 1 / -1; padding: 0; border: 0; background: none; accent-color: var(--accent-ground); height: 28px; }
.mono { font-family: var(--mono); }
.card .row + .notice { margin-top: 8px; }
.filter.deliveries-filter { flex-wrap: wrap; margin-bottom: 8px; }
.deliveries-filter select { width: auto; max-width: 100%; }
.card-head .count + .button { margin-left: auto; }
.deliveries { border-top: 1px solid var(--line-soft); }
.delivery { border-bottom: 1px solid var(--line-soft); }
.delivery summary { padding: 10px 0; cursor: pointer; overflow-wrap: anywhere; }
.delivery summary > * { margin-right: 8px; }
.delivery .status:not(.good, .bad) { color: var(--warn); background: var(--warn-soft); }
.delivery .about { display: inline-block; font-weight: 500; }
.delivery .about:empty { display: none; }
.delivery[open] { padding-bottom: 16px; }
.delivery h3 { margin: 12px 0 4px; font-size: 13px; line-height: 20px; font-weight: 500; color: var(--soft); }
.delivery .facts { margin-top: 4px; }
.tries li { padding: 2px 0; }
.event-body { max-height: 360px; overflow: auto; margin: 0 0 12px; padding: 12px; background: var(--sunk); border-radius: 6px; }
@media (max-width: 860px) { .organisation { grid-template-columns: minmax(0, 1fr); } }
@media (max-width: 480px) {
  .member { grid-template-columns: 40px minmax(0, 1fr); gap: 8px 12px; }
  .member .steps { grid-column: 2; }
  .member .more[open] { grid-column: 1 / -1; }
  .deliveries-filter label { width: 100%; }
  .deliveries-filter select { width: 100%; }
}`
