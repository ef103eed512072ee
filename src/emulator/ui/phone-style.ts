// Holds: the part of the style sheet that the simulated phone needs.

export const phoneStyle = `
.handset { display: grid; grid-template-columns: 392px minmax(0, 1fr); gap: 24px 32px; align-items: start; margin-top: 24px; }
.handset > .side > .card:first-child { margin-top: 0; }
.handset .device.phone { height: auto; min-height: 680px; margin: 0; }
.phone-screen { display: flex; flex-direction: column; flex: 1; gap: 16px; padding: 20px 16px 24px; }
.phone-screen:focus { outline: none; }
.prompt { padding: 20px 16px 16px; text-align: center; background: var(--sunk); border: 1px solid var(--line-soft); border-radius: 12px; overflow-wrap: anywhere; }
.prompt h2 { font-size: 18px; line-height: 26px; text-wrap: balance; }
.prompt p { margin-top: 4px; color: var(--soft); }
.prompt .decision { margin-top: 16px; }
.prompt .decision form { flex: 1 1 110px; display: flex; }
.prompt .decision .button { flex: 1; }
.prompt.good { background: var(--good-soft); border-color: transparent; }
.prompt.good h2 { color: var(--good); }
.prompt.bad { background: var(--bad-soft); border-color: transparent; }
.prompt.bad h2 { color: var(--bad); }
.prompt.good p, .prompt.bad p { color: var(--text); }
.phone-screen .empty { padding: 32px 8px; }
.on-screen li { padding: 12px 0; border-top: 1px solid var(--line-soft); }
.on-screen .row { margin-top: 8px; }
.on-screen .left { font-variant-numeric: tabular-nums; white-space: nowrap; }
.on-screen .about { display: flex; justify-content: space-between; gap: 12px; color: var(--soft); font-size: 13px; line-height: 20px; }
.on-screen .about > :first-child { min-width: 0; overflow: hidden; text-overflow: ellipsis; white-space: nowrap; }
.on-screen .app { font-weight: 600; overflow-wrap: anywhere; }
.on-screen-title { margin-bottom: 8px; font-size: 14px; line-height: 22px; }
.side .people-choice { margin-top: 8px; }
.side a.person { color: inherit; }
.side a.person:hover { background: var(--accent-soft); text-decoration: none; }
.side a.person[aria-current] { background: var(--accent-soft); }
.side .search { width: 100%; margin-top: 12px; }
@media (max-width: 900px) {
  .handset { grid-template-columns: minmax(0, 1fr); }
  .handset .device.phone { margin: 0 auto; min-height: 420px; }
}
@media (max-width: 640px) {
  .handset { margin-top: 16px; gap: 0; }
  .handset > .side { padding: 0; }
  .handset > .side > .card:first-child { margin-top: 16px; }
}`
