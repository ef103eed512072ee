// Holds: the style sheet of the frame with the QR code. White in every theme: it stands in pages of any colour, and a code is read on white.

/** Fits 300 by 300 pixels, the size that most pages give it, around a code of 250. */
export const qrFrameStyle = `
*, *::before, *::after { box-sizing: border-box; }
:root { color-scheme: light; --text: #1f2329; --soft: #646a73; --accent: #245bdb; --line: #dee0e3; --bad: #b3261e; }
html, body { height: 100%; }
body { margin: 0; min-height: 300px; display: flex; flex-direction: column; align-items: center; background: #fff; color: var(--text);
  font: 13px/20px -apple-system, BlinkMacSystemFont, "Segoe UI", Roboto, "PingFang SC", "Microsoft YaHei", "Noto Sans SC", "Noto Sans CJK SC", sans-serif; }
p, h1, h2, ul { margin: 0; padding: 0; }
ul { list-style: none; }
[hidden] { display: none !important; }
.band { align-self: stretch; display: flex; justify-content: center; gap: 0 6px; height: 20px; white-space: nowrap; font-size: 12px; font-weight: 600; color: #553a00; background: #ffe7b0; }
main { flex: 1; width: 100%; display: flex; flex-direction: column; align-items: center; justify-content: center; }
.stage { position: relative; width: 250px; height: 250px; flex: none; }
.picture { display: block; }
.panel { position: absolute; inset: 0; display: flex; flex-direction: column; align-items: center; justify-content: center; gap: 4px; padding: 16px; text-align: center; background: rgb(255 255 255 / 96%); overflow-wrap: anywhere; }
h1 { font-size: 16px; line-height: 24px; font-weight: 600; }
.panel p { color: var(--soft); }
.panel .name { color: var(--text); font-size: 14px; font-weight: 600; max-width: 100%; overflow: hidden; text-overflow: ellipsis; white-space: nowrap; }
.who img { display: block; width: 56px; height: 56px; margin-bottom: 4px; border-radius: 50%; }
.panel .code, .code { color: var(--bad); }
.button { display: inline-block; margin-top: 12px; padding: 6px 16px; color: #fff; background: #2e68f5; border-radius: 6px; text-decoration: none; font-weight: 500; }
.button:hover { background: #245bdb; }
.hint { height: 30px; line-height: 26px; color: var(--soft); }
.hint a { color: var(--accent); }
main:not([data-current=waiting]) .hint { visibility: hidden; }
:focus-visible { outline: 2px solid #3370ff; outline-offset: 2px; border-radius: 4px; }
.notice { position: absolute; inset: auto 0 0; padding: 8px 12px; color: var(--bad); background: #fdecea; text-align: center; }
.refusal { width: 100%; max-width: 480px; margin: auto; padding: 12px 16px; text-align: center; overflow-wrap: anywhere; }
.refusal h2 { margin-top: 8px; font-size: 12px; line-height: 18px; font-weight: 600; }
.refusal code { display: block; margin-top: 2px; padding: 2px 8px; font: 12px/18px ui-monospace, SFMono-Regular, Menlo, Consolas, monospace; background: #f7f8fa; border-radius: 4px; }
.refusal > p { color: var(--soft); }
.refusal > .code { color: var(--bad); font-weight: 600; }
.refusal .button { margin-top: 8px; }
`
