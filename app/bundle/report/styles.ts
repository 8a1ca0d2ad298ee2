/** One style sheet for screen (light and dark) and paper. Colours are told apart by people who see few colours. */
export const reportStyles = `
:root{color-scheme:light dark;--paper:#fff;--panel:#f6f8fa;--ink:#17212b;--dim:#5a6876;--line:#d8dfe6;--grid:#e7ecf0;--accent:#0b6b96;--band:#0b6b9629;--base:#b4520f;--good:#1f7a4d;--warn:#8a5a00;--warn-bg:#fff6e0}
@media (prefers-color-scheme:dark){:root{--paper:#11171d;--panel:#18212a;--ink:#e4ebf1;--dim:#9dabb8;--line:#2d3a46;--grid:#232e38;--accent:#58bce4;--band:#58bce433;--base:#f0955a;--good:#5fc794;--warn:#f0c25a;--warn-bg:#2c2616}}
*{box-sizing:border-box}
html{-webkit-text-size-adjust:100%}
body{margin:0;background:var(--paper);color:var(--ink);font:15px/1.5 system-ui,-apple-system,"Segoe UI",Roboto,sans-serif;font-variant-numeric:tabular-nums}
main{max-width:60rem;margin:0 auto;padding:2.5rem 1.5rem 4rem}
h1{font-size:1.75rem;line-height:1.2;margin:0 0 .35rem;letter-spacing:-.01em;overflow-wrap:anywhere}
h2{font-size:1.15rem;margin:2.75rem 0 .25rem;padding-top:1rem;border-top:1px solid var(--line)}
h3{font-size:.95rem;margin:1.25rem 0 .25rem}
p{margin:.25rem 0 .75rem;max-width:44rem}
.dim,.note{color:var(--dim)}
.note{font-size:.875rem}
a{color:var(--accent)}
code{font:.85em ui-monospace,SFMono-Regular,Menlo,Consolas,monospace;overflow-wrap:anywhere}
.facts{display:grid;grid-template-columns:repeat(auto-fit,minmax(9rem,1fr));gap:.75rem;margin:1.5rem 0 0;padding:0}
.fact{background:var(--panel);border:1px solid var(--line);border-radius:8px;padding:.7rem .9rem}
.fact dt{color:var(--dim);font-size:.8rem}
.fact dd{margin:0;font-size:1.25rem;font-weight:600;overflow-wrap:anywhere}
.fact small{display:block;color:var(--dim);font-size:.78rem;font-weight:400}
.banner{background:var(--warn-bg);border:1px solid var(--warn);border-radius:8px;padding:.7rem .9rem;margin:1rem 0}
.scroll{overflow-x:auto}
table{border-collapse:collapse;width:100%;font-size:.9rem;margin:.5rem 0}
caption{text-align:left;color:var(--dim);font-size:.85rem;padding-bottom:.3rem}
th,td{text-align:left;padding:.35rem .75rem .35rem 0;border-bottom:1px solid var(--grid);vertical-align:top}
thead th{color:var(--dim);font-weight:500;font-size:.82rem;border-bottom-color:var(--line)}
tbody th{font-weight:500}
td.n,th.n{text-align:right;white-space:nowrap}
.metrics td,.metrics th{vertical-align:middle}
.metrics tbody th small{display:block;color:var(--dim);font-weight:400;font-size:.78rem}
.metrics .bar{width:34%;min-width:11rem;padding-right:0}
.confusion{width:auto}
.confusion th,.confusion td{padding:.4rem .7rem;border:1px solid var(--grid);text-align:right}
.confusion tbody th{text-align:left}
.confusion td{background:color-mix(in srgb,var(--accent) calc(var(--share)*55%),transparent);min-width:4.5rem}
.confusion td.hit{font-weight:650;outline:1px solid var(--accent);outline-offset:-1px}
.confusion td small{display:block;color:inherit;font-size:.75rem;font-weight:400}
.charts{display:grid;grid-template-columns:repeat(auto-fit,minmax(17rem,1fr));gap:1.25rem}
figure{margin:1rem 0;break-inside:avoid}
figcaption{font-size:.9rem;font-weight:550}
figcaption small{display:block;font-weight:400;color:var(--dim);font-size:.8rem}
svg{display:block;width:100%;height:auto;overflow:visible}
svg text{fill:var(--dim);font:11px system-ui,-apple-system,"Segoe UI",Roboto,sans-serif;font-variant-numeric:tabular-nums}
.grid{stroke:var(--grid)}.axis{stroke:var(--line)}
.line{fill:none;stroke:var(--accent);stroke-width:1.75;stroke-linejoin:round}
.band{fill:var(--band);stroke:none}
.line.dashed{stroke-dasharray:6 4}
.frame{fill:none;stroke:var(--line)}
.dot{fill:var(--accent);stroke:var(--paper);stroke-width:1}
.whisker{stroke:var(--accent);stroke-width:2}
.base{stroke:var(--base);stroke-width:2}.basefill{fill:var(--base)}
.ref{stroke:var(--dim);stroke-dasharray:4 4;fill:none}
.rows{fill:var(--dim);opacity:.45}
.period{fill:var(--good);opacity:.12}
.bin{fill:var(--accent);opacity:.75}
.point{fill:var(--accent);opacity:.35}
.legend{display:flex;flex-wrap:wrap;gap:.4rem 1.2rem;font-size:.82rem;color:var(--dim);margin:.4rem 0}
.legend svg{display:inline-block;width:22px;height:12px;vertical-align:-1px;margin-right:.35rem}
details{margin:.5rem 0}
summary{cursor:pointer;color:var(--accent);font-size:.9rem}
footer{margin-top:3rem;padding-top:1rem;border-top:1px solid var(--line);color:var(--dim);font-size:.82rem}
@media print{@page{margin:14mm}body{font-size:10.5pt;background:#fff;color:#000}:root{--paper:#fff;--panel:#fff;--ink:#000;--dim:#444;--line:#bbb;--grid:#ddd;--accent:#0b5a80;--band:#0b5a8026;--base:#9a4308;--warn-bg:#fff;--warn:#8a5a00}main{max-width:none;padding:0}h2{break-after:avoid}figure,table.metrics,.fact{break-inside:avoid}tr{break-inside:avoid}thead{display:table-header-group}.charts{grid-template-columns:repeat(3,1fr)}.scroll{overflow:visible}*{-webkit-print-color-adjust:exact;print-color-adjust:exact}}
`;
