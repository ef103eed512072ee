// Holds: the one style sheet of our pages, as custom properties for light and dark.

/**
 * `--primary` is Feishu's blue. White text on it has a contrast of 4.3, so filled buttons and links take
 * `--primary-strong`, which reaches 4.5 (WCAG 2.2 AA, 1.4.3).
 */
export const colours = `
:root {
  color-scheme: light dark;
  --primary: #3370ff;
  --primary-strong: #2860e8;
  --primary-hover: #1f4fc7;
  --on-primary: #ffffff;
  --text: #1f2329;
  --secondary: #646a73;
  --line: #dee0e3;
  --ground: #f5f6f7;
  --card: #ffffff;
  --tint: #eef3ff;
  --danger: #b3261e;
  --danger-ground: #fdf1f0;
  --radius: 8px;
  --shadow: 0 1px 2px rgb(31 35 41 / 6%), 0 8px 24px rgb(31 35 41 / 6%);
}
@media (prefers-color-scheme: dark) {
  :root {
    --primary: #4c88ff;
    --primary-strong: #2860e8;
    --primary-hover: #3b70ee;
    --text: #ebebeb;
    --secondary: #a8abb0;
    --line: #3a3b3d;
    --ground: #141516;
    --card: #1f2022;
    --tint: #1d2740;
    --danger: #f5a29c;
    --danger-ground: #33201f;
    --shadow: none;
  }
}
`

export const styleSheet = `${colours}*, *::before, *::after { box-sizing: border-box; }
[hidden] { display: none !important; }
html { -webkit-text-size-adjust: 100%; }
body {
  margin: 0;
  min-height: 100vh;
  min-height: 100dvh;
  display: flex;
  flex-direction: column;
  background: var(--ground);
  color: var(--text);
  font: 16px/1.6 -apple-system, BlinkMacSystemFont, "Segoe UI", Roboto, "PingFang SC", "Microsoft YaHei", "Noto Sans CJK SC", sans-serif;
}
.bar { display: flex; align-items: center; gap: 8px; padding: 16px 24px; font-weight: 600; }
.bar svg { width: 24px; height: 24px; color: var(--primary); flex: none; }
.bar a { display: inline-flex; align-items: center; gap: 8px; color: inherit; text-decoration: none; border-radius: 4px; }
main {
  width: 100%;
  max-width: 480px;
  margin: auto;
  padding: 16px 16px 64px;
}
.card {
  background: var(--card);
  border-radius: var(--radius);
  box-shadow: var(--shadow);
  border: 1px solid var(--line);
  padding: 40px 32px;
  display: flex;
  flex-direction: column;
  gap: 16px;
}
.card > * { margin: 0; }
h1 {
  font-size: 24px;
  line-height: 1.35;
  font-weight: 600;
  overflow-wrap: anywhere;
}
h1:focus { outline: none; }
.person { display: flex; align-items: center; gap: 16px; min-width: 0; }
.person > div { min-width: 0; }
.person h1, .person p { margin: 0; }
.avatar {
  width: 72px;
  height: 72px;
  flex: none;
  border-radius: 50%;
  object-fit: cover;
  background: var(--tint);
  color: var(--text);
  display: grid;
  place-items: center;
  font-size: 28px;
  font-weight: 600;
  overflow: hidden;
}
/* A name is somebody else's text: isolated, so that it cannot turn its surroundings around; cut, so that it cannot push them away. */
.foreign { unicode-bidi: isolate; overflow-wrap: anywhere; }
h1.foreign {
  display: -webkit-box;
  -webkit-box-orient: vertical;
  -webkit-line-clamp: 3;
  line-clamp: 3;
  overflow: hidden;
}
.secondary { color: var(--secondary); }
.small { font-size: 14px; }
dl { display: grid; grid-template-columns: minmax(88px, max-content) minmax(0, 1fr); gap: 8px 16px; font-size: 14px; border-top: 1px solid var(--line); padding-top: 16px; }
dt { color: var(--secondary); }
dd { margin: 0; overflow-wrap: anywhere; max-height: 6.4em; overflow: hidden; }
dd code { font: 13px/1.6 ui-monospace, SFMono-Regular, Menlo, Consolas, monospace; }
.actions { display: flex; flex-wrap: wrap; gap: 12px; }
.actions form { display: contents; }
.button {
  appearance: none;
  display: inline-flex;
  align-items: center;
  justify-content: center;
  min-height: 44px;
  padding: 8px 20px;
  border: 1px solid var(--line);
  border-radius: var(--radius);
  background: transparent;
  color: var(--text);
  font: inherit;
  font-weight: 500;
  text-decoration: none;
  cursor: pointer;
}
.button:hover { background: var(--tint); }
.button.primary { background: var(--primary-strong); border-color: var(--primary-strong); color: var(--on-primary); }
.button.primary:hover { background: var(--primary-hover); border-color: var(--primary-hover); }
:focus-visible { outline: 2px solid var(--primary); outline-offset: 2px; }
.status { display: flex; align-items: center; gap: 12px; color: var(--secondary); }
.status::before {
  content: "";
  width: 18px;
  height: 18px;
  flex: none;
  border-radius: 50%;
  border: 2px solid var(--line);
  border-top-color: var(--primary);
  animation: turn 0.9s linear infinite;
}
@keyframes turn { to { transform: rotate(1turn); } }
@media (prefers-reduced-motion: reduce) { .status::before { animation-duration: 6s; } }
.failure { padding: 12px 16px; border-radius: var(--radius); background: var(--danger-ground); color: var(--danger); }
.failure p { margin: 0; }
/* Kept in the tree while empty: a live region that appears together with its text is not always read out. */
.status:empty, .failure:empty { margin-bottom: -16px; padding: 0; }
.status:empty::before { display: none; }
.client-line img { width: 24px; height: 24px; border-radius: 50%; vertical-align: middle; margin-inline-end: 8px; }
main.wide { max-width: 720px; }
.notice { padding: 12px 16px; border-radius: var(--radius); background: var(--tint); }
.form { display: flex; flex-direction: column; gap: 16px; }
.field { display: flex; flex-direction: column; gap: 4px; font-weight: 500; }
.field select, .field textarea {
  width: 100%;
  min-height: 44px;
  padding: 8px 12px;
  border: 1px solid var(--secondary);
  border-radius: var(--radius);
  background: var(--card);
  color: var(--text);
  font: 14px/1.6 ui-monospace, SFMono-Regular, Menlo, Consolas, monospace;
}
.field textarea { min-height: 144px; resize: vertical; }
.field [aria-invalid=true] { border-color: var(--danger); }
h2 { font-size: 16px; line-height: 1.5; font-weight: 600; }
.calls { list-style: none; padding: 0; display: flex; flex-direction: column; gap: 16px; }
.calls li { border-top: 1px solid var(--line); padding-top: 12px; }
.calls .call { display: flex; flex-wrap: wrap; justify-content: space-between; gap: 4px 16px; margin: 0; }
.calls .mark { color: var(--secondary); }
.calls [data-state=failed] .mark { color: var(--danger); }
.calls pre {
  margin: 8px 0 0;
  padding: 8px 12px;
  border-radius: var(--radius);
  background: var(--ground);
  font: 13px/1.6 ui-monospace, SFMono-Regular, Menlo, Consolas, monospace;
  white-space: pre-wrap;
  overflow-wrap: anywhere;
  max-height: 320px;
  overflow: auto;
}
/* The code stays dark on light in both themes: phones read nothing else. */
.qr { width: 100%; max-width: 300px; min-height: 300px; margin: 0 auto; border-radius: var(--radius); background: #ffffff; overflow: hidden; }
.qr:empty { display: none; }
.qr iframe { display: block; width: 100%; height: 300px; border: 0; }
/* A phone cannot scan its own screen. */
@media (max-width: 600px) and (hover: none) and (pointer: coarse) { [data-action=qr] { display: none; } }
@media (max-width: 420px) {
  .card { padding: 28px 20px; }
  .bar { padding: 16px; }
  .actions .button { flex: 1 1 100%; }
}
`.trimStart()
