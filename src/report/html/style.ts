/** Style of the pages: colours by their meaning, once for light, once for dark; paper is always light. */
export const STYLE = `
:root{--page:#f5f6f8;--card:#fff;--ink:#17202b;--soft:#566373;--line:#dde2e9;--faint:#eef1f5;--accent:#2459c9;
--pass:#15803d;--pass-tint:#e3f4e8;--fail:#c02626;--fail-tint:#fce9e9;--inconclusive:#935a00;--inconclusive-tint:#fdf1dc;
--good:#9dbbe8;--bad:#d63a3a;--mark:#7a3fb0;--system:#0f7a80;--on:#fff;--radius:10px;
--mono:ui-monospace,SFMono-Regular,Menlo,Consolas,"Liberation Mono",monospace}
@media (prefers-color-scheme:dark){:root{--page:#10151c;--card:#18202a;--ink:#e6ebf2;--soft:#9ba9ba;--line:#2d3947;--faint:#202a36;
--accent:#8ab4ff;--pass:#4cc47a;--pass-tint:#15301f;--fail:#ff7b7b;--fail-tint:#3a1b1d;--inconclusive:#f0b557;--inconclusive-tint:#362814;
--good:#41628f;--bad:#ff6b6b;--mark:#c99bff;--system:#4fc5cb;--on:#10151c}}
*{box-sizing:border-box}
html{-webkit-text-size-adjust:100%}
body{margin:0;background:var(--page);color:var(--ink);font:16px/1.5 system-ui,-apple-system,"Segoe UI",Roboto,"Helvetica Neue",Arial,"Noto Sans","Liberation Sans",sans-serif}
main,header,footer{max-width:1080px;margin:0 auto;padding:0 24px}
header{padding-top:32px}
footer{padding-bottom:48px;color:var(--soft);font-size:.85rem}
h1{font-size:1.75rem;line-height:1.2;margin:.15em 0 .5em;letter-spacing:-.01em;text-wrap:balance}
h2{font-size:1.15rem;margin:0 0 12px}
h3{font-size:.95rem;margin:20px 0 8px}
p{margin:0 0 12px;max-width:75ch}
a{color:var(--accent)}
code{font-family:var(--mono);font-size:.86em;overflow-wrap:anywhere}
.brand{font-size:.8rem;letter-spacing:.06em;text-transform:uppercase;color:var(--soft);margin:0}
.soft{color:var(--soft)}.small{font-size:.85rem}
.skip{position:absolute;left:-999px}.skip:focus{left:8px;top:8px;background:var(--card);padding:8px 12px;z-index:2}
:focus-visible{outline:2px solid var(--accent);outline-offset:2px}
section,.card{background:var(--card);border:1px solid var(--line);border-radius:var(--radius);padding:20px 24px;margin:0 0 16px}
section>:last-child{margin-bottom:0}
nav ul{display:flex;flex-wrap:wrap;gap:4px 16px;list-style:none;margin:0 0 16px;padding:0;font-size:.875rem}
.badge{display:inline-block;white-space:nowrap;font-weight:700;font-size:.75rem;letter-spacing:.03em;padding:1px 9px;border-radius:99px;border:1px solid currentColor}
.badge.large{font-size:1.05rem;padding:4px 16px;color:var(--on);border-color:transparent}
.badge.pass{color:var(--pass)}.badge.fail{color:var(--fail)}.badge.inconclusive{color:var(--inconclusive)}
.badge.large.pass{background:var(--pass);color:var(--on)}.badge.large.fail{background:var(--fail);color:var(--on)}.badge.large.inconclusive{background:var(--inconclusive);color:var(--on)}
.verdict{border-left:6px solid;padding:20px 24px}
.verdict.pass{border-left-color:var(--pass);background:var(--pass-tint)}
.verdict.fail{border-left-color:var(--fail);background:var(--fail-tint)}
.verdict.inconclusive{border-left-color:var(--inconclusive);background:var(--inconclusive-tint)}
.verdict p.sentence{font-size:1.2rem;line-height:1.4;margin:12px 0 0;max-width:70ch;text-wrap:pretty}
.verdict h3{margin:16px 0 4px}
.verdict ul{margin:0;padding-left:1.2em}
.meta{display:grid;grid-template-columns:repeat(auto-fit,minmax(150px,1fr));gap:8px 24px;margin:16px 0 0;font-size:.875rem}
.meta div{min-width:0}.meta dt,.tiles dt{color:var(--soft);font-size:.78rem}.meta dd{margin:0;overflow-wrap:anywhere}
.tiles{display:grid;grid-template-columns:repeat(auto-fit,minmax(200px,1fr));gap:12px;margin:0}
.tiles>div{background:var(--faint);border-radius:8px;padding:12px 14px}
.tiles dd{margin:0;font-size:1.3rem;font-weight:650;font-variant-numeric:tabular-nums;line-height:1.25}
.tiles dd.note{font-size:.8rem;font-weight:400;color:var(--soft);margin-top:4px}
.tiles .alarm{color:var(--fail)}
.scroll{overflow-x:auto;margin:0 0 12px}
table{border-collapse:collapse;width:100%;font-size:.875rem;font-variant-numeric:tabular-nums}
caption{text-align:left;color:var(--soft);font-size:.82rem;padding:0 0 6px}
th,td{text-align:left;vertical-align:top;padding:6px 12px 6px 0;border-bottom:1px solid var(--line)}
th:last-child,td:last-child{padding-right:0}
thead th{color:var(--soft);font-weight:600;font-size:.78rem;white-space:nowrap}
tbody th{font-weight:500}
tbody tr:last-child>*{border-bottom:0}
.when,th code,td code{white-space:nowrap;overflow-wrap:normal}td code.sha,td code.long{white-space:normal;overflow-wrap:anywhere}
.num{text-align:right;white-space:nowrap}
td.sha,code.sha{font-size:.72rem}
details{margin:12px 0 0}summary{cursor:pointer;color:var(--accent);font-size:.9rem;width:fit-content;border-radius:4px}
details>:nth-child(2){margin-top:12px}
.no{color:var(--fail);font-weight:650}.yes{color:var(--pass)}
.note-box{border-left:3px solid var(--line);padding:2px 0 2px 14px;color:var(--soft);font-size:.9rem;margin:0 0 16px}
@media (max-width:640px){main,header,footer{padding-left:12px;padding-right:12px}section,.card,.verdict{padding:16px}header{padding-top:20px}h1{font-size:1.4rem}.verdict p.sentence{font-size:1.08rem}.tiles{grid-template-columns:repeat(auto-fit,minmax(140px,1fr))}.tiles dd{font-size:1.1rem}}
@media print{
:root{--page:#fff;--card:#fff;--ink:#000;--soft:#444;--line:#ccc;--faint:#f3f4f6;--accent:#1d4aa8;--pass:#15803d;--pass-tint:#fff;--fail:#b91c1c;--fail-tint:#fff;--inconclusive:#8a5300;--inconclusive-tint:#fff;--good:#9dbbe8;--bad:#d63a3a;--mark:#6b2fa3;--system:#0b6a70;--on:#fff}
@page{margin:14mm}
*{-webkit-print-color-adjust:exact;print-color-adjust:exact}
body{font-size:10pt}main,header,footer{max-width:none;padding:0}
nav,.skip,.cursor,.reader{display:none!important}
section,.card{border:0;border-top:1px solid var(--line);border-radius:0;padding:10pt 0;margin:0}
.verdict{border:1px solid var(--line);border-left:6px solid;padding:10pt 12pt}
.chart,tr,.tiles,.objective,.picture{break-inside:avoid}h2,h3,caption{break-after:avoid}
.scroll{overflow:visible}summary{color:var(--soft)}
details::details-content{content-visibility:visible;height:auto;display:block}
}
`
