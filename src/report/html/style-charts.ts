/** Style of the drawings. Their text is text of the page: it keeps its size, can be selected, and follows the theme. */
export const CHART_STYLE = `
.chart{margin:0 0 12px}
.chart svg{display:block;width:100%;overflow:visible}
.chart text,.picture text{font-size:12px;fill:var(--soft);font-variant-numeric:tabular-nums}
.chart text.strong{fill:var(--ink);font-weight:600}
.chart text.end{text-anchor:end}.chart text.mid,.picture text.mid{text-anchor:middle}
.rows{display:grid;grid-template-columns:minmax(110px,170px) 1fr;column-gap:14px;align-items:center;row-gap:4px}
.rows.values{grid-template-columns:minmax(120px,230px) 1fr minmax(84px,auto)}
.rows h3{grid-column:1/-1;margin:10px 0 0;font-size:.82rem;color:var(--soft)}.rows h3:first-child{margin-top:0}
.rows .label{font-size:.82rem;line-height:1.25;overflow-wrap:anywhere}
.rows .label small{display:block;color:var(--soft);font-size:.75rem}
.rows .value{font-size:.82rem;text-align:right;font-variant-numeric:tabular-nums;white-space:nowrap}
.chart.mini{margin:4px 0 0;min-width:140px}
.drills td.measure{min-width:150px}.drills th[scope=row]{min-width:260px;max-width:420px;padding-right:24px}
.kinds{list-style:none;padding:0;margin:8px 0 0;font-size:.8rem;color:var(--soft)}.kinds b{font-weight:600}
.chart text.scale{text-anchor:end;transform:translateX(-6px)}.rows .scaled{display:block;padding-right:48px}
.grid{stroke:var(--line);stroke-width:1}
.base{stroke:var(--soft);stroke-width:1}
.good{fill:var(--good)}.bad{fill:var(--bad)}.lane{fill:var(--faint)}.lane-good{fill:var(--good);opacity:.55}.lane-none{fill:none}
.outage{fill:var(--bad);opacity:.1}
.fault-line{stroke:var(--mark);stroke-width:1.5}.recovery-line{stroke:var(--pass);stroke-width:1.5}
.fault-text{fill:var(--mark)!important;font-weight:600}.recovery-text{fill:var(--pass)!important;font-weight:600}
.latency-max{fill:var(--good);opacity:.35}.latency-p95{fill:none;stroke:var(--good);stroke-width:1.5}.latency-p50{fill:none;stroke:var(--accent);stroke-width:1.75}
.curve{vector-effect:non-scaling-stroke;stroke-linejoin:round}
.point{stroke:var(--card);stroke-width:1.5}
.point.fault{fill:var(--mark)}.point.system{fill:var(--system)}.point.clients{fill:var(--bad)}.point.recovered{fill:var(--pass)}
.sure.runbook,.maybe.runbook{fill:var(--inconclusive)}.sure.leg,.maybe.leg{fill:var(--accent)}.sure.system,.maybe.system{fill:var(--system)}.sure.clients,.maybe.clients{fill:var(--bad)}
.maybe{opacity:.38}
.granted{fill:none;stroke:var(--soft);stroke-width:1;stroke-dasharray:3 3}
.step{fill:var(--inconclusive)}.step.late{fill:var(--bad)}
.episode{fill:none;stroke:var(--ink);stroke-width:1.5}
.within{fill:var(--pass);opacity:.13}.beyond{fill:var(--fail);opacity:.13}
.target{stroke:var(--ink);stroke-width:2}
.bar.pass{fill:var(--pass);stroke:var(--pass)}.bar.fail{fill:var(--fail);stroke:var(--fail)}.bar.inconclusive{fill:var(--inconclusive);stroke:var(--inconclusive)}
.bar{stroke-width:3;stroke-linejoin:round}
.bar.open{opacity:.55;stroke-dasharray:3 3}
.objective{padding:14px 0;border-top:1px solid var(--line)}
.objective:first-of-type{border-top:0;padding-top:0}
.objective .head{display:flex;flex-wrap:wrap;gap:4px 16px;align-items:baseline;margin-bottom:6px}
.objective .head strong{font-size:1rem}.objective .figure{margin-left:auto;font-variant-numeric:tabular-nums}
.cursor{stroke:var(--ink);stroke-width:1;stroke-dasharray:2 2;opacity:0}.reading .cursor{opacity:.8}
.reader{display:grid;grid-template-columns:minmax(110px,170px) 1fr;column-gap:14px;align-items:center;margin-top:4px}
.reader label{font-size:.82rem;color:var(--soft)}
.reader input{width:100%;margin:0;accent-color:var(--accent)}
.reader output{grid-column:2;font-size:.82rem;font-variant-numeric:tabular-nums;min-height:2.6em}
.legend{display:flex;flex-wrap:wrap;gap:4px 18px;list-style:none;padding:0;margin:8px 0 0;font-size:.8rem;color:var(--soft)}
.legend svg{display:inline-block;width:14px;height:12px;vertical-align:-1px;margin-right:6px}
svg [tabindex]:focus{outline:none}svg [tabindex]:focus-visible>*{stroke:var(--accent);stroke-width:3}
.picture{overflow-x:auto}.chart.picture svg{display:block;width:auto;max-width:100%;min-width:600px;height:auto;margin:0 auto}
.zone{fill:var(--faint);stroke:var(--line)}.zone.hit{stroke:var(--mark);stroke-width:2;stroke-dasharray:6 4}
.outside{fill:none;stroke:var(--line);stroke-dasharray:4 4}
.node rect{fill:var(--card);stroke:var(--soft)}.node.client rect{stroke-dasharray:3 3}
.node.primary rect{stroke:var(--accent);stroke-width:2}.node.hit rect{stroke:var(--mark);stroke-width:2.5}
.node text.name{fill:var(--ink);font-weight:600;font-size:13px}
.node .tag{fill:var(--mark)}.node .tag-text{fill:var(--on);font-weight:600;font-size:11px}
.edge{fill:none;stroke:var(--soft);stroke-width:1.25}.edge.replication{stroke-dasharray:5 4}.edge.watch{stroke-dasharray:1 4;stroke-linecap:round}
.arrow{fill:var(--soft)}
@media (max-width:640px){.rows,.rows.values,.reader{grid-template-columns:1fr}.rows .label{margin-top:6px}.rows .label small{display:inline;margin-left:.5em}.rows .value{text-align:left}.rows .label.blank{display:none}.reader output{grid-column:1}.rows .scaled{padding-right:0}.chart text.scale{text-anchor:start;transform:translateX(2px);paint-order:stroke;stroke:var(--card);stroke-width:3px}}
`
