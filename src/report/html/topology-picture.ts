import type { Report } from '../schema.ts'
import { html, type Markup } from './markup.ts'
import { code, folded, section, table } from './parts.ts'
import { layOut, NODE, type PlacedEdge, type PlacedNode } from './topology.ts'

/** The system as a picture, with what the faults hit marked in it, and the same as a table. */
export function topologySection(report: Report): Markup | undefined {
  const { components } = report.environment
  if (components.length === 0) return undefined
  const { width, height, nodes, lanes, edges } = layOut(report)
  const hit = report.faults.map(({ kind, component }) => `${kind} on ${component}`).join(', ')
  const description = `The system before the fault: ${components.length} components in ${report.environment.regions.flatMap(({ zones }) => zones).length} zones. ${hit === '' ? '' : `Fault: ${hit}.`}`
  return section(
    'topology',
    'The system',
    html`<figure class="chart picture" tabindex="0" role="img" aria-label="${description}">
      <svg viewBox="0 0 ${width} ${height}" width="${width}" aria-hidden="true">
        <defs>
          <marker
            id="arrow"
            viewBox="0 0 8 8"
            refX="7"
            refY="4"
            markerWidth="7"
            markerHeight="7"
            orient="auto-start-reverse"
          >
            <path class="arrow" d="M0 0 8 4 0 8Z" />
          </marker>
        </defs>
        ${lanes.map(
          ({ title, y, height: laneHeight, outside, fault }) =>
            html`<rect
                class="${outside ? 'outside' : `zone${fault === undefined ? '' : ' hit'}`}"
                x="8"
                y="${y}"
                width="${width - 16}"
                height="${laneHeight}"
                rx="10"
              /><text x="20" y="${y + 18}"
                >${title}${fault !== undefined && html` <tspan class="fault-text">${fault}</tspan>`}</text
              >`,
        )}
        ${edges.map(edge)} ${nodes.map(node)}
      </svg>
      <figcaption class="soft small">Solid: requests. Dashed: replication. Dotted: checks.</figcaption>
    </figure>`,
    folded(
      'Components',
      table(
        'Components, as they stood before the fault',
        ['Component', 'Role', 'Zone', 'Address'],
        components.map(({ id, role, zone, address }) => [code(id), role, zone ?? 'outside the zones', code(address)]),
      ),
    ),
  )
}

function node({ id, role, x, y, fault }: PlacedNode): Markup {
  const middle = x + NODE.width / 2
  const kind = ['node', role === 'clients' ? 'client' : role, ...(fault === undefined ? [] : ['hit'])].join(' ')
  const note = role === 'clients' ? 'probes and load' : role === id ? '' : role
  return html`<g class="${kind}"
    ><rect x="${x}" y="${y}" width="${NODE.width}" height="${NODE.height}" rx="7" />
    <text class="name mid" x="${middle}" y="${y + (note === '' ? 28 : 20)}">${fitting(id)}<title>${id}</title></text
    >${note !== '' && html`<text class="mid" x="${middle}" y="${y + 36}">${note}</text>`}${
      fault !== undefined &&
      html`<rect class="tag" x="${x + 10}" y="${y - 12}" width="${fault.length * 6.4 + 14}" height="17" rx="8" /><text
          class="tag-text"
          x="${x + 17}"
          y="${y + 0.5}"
          >${fault}</text
        >`
    }</g
  > `
}

/** As many letters as a box is wide. What tells names of one system apart is at their ends. */
const LETTERS = Math.floor((NODE.width - 12) / 7.2)

function fitting(name: string): string {
  if (name.length <= LETTERS) return name
  const front = Math.floor((LETTERS - 1) / 3)
  return `${name.slice(0, front)}…${name.slice(front + 1 - LETTERS)}`
}

/** From side to side where the target stands further right, else between top and bottom. */
function edge({ from, to, kind }: PlacedEdge): Markup {
  const arrow = kind === 'watch' ? undefined : html` marker-end="url(#arrow)"`
  return html`<path class="edge ${kind}" d="${pathOf(from, to)}" ${arrow} />`
}

function pathOf(from: PlacedNode, to: PlacedNode): string {
  if (to.x > from.x) {
    const [x1, y1] = [from.x + NODE.width, from.y + NODE.height / 2]
    const [x2, y2] = [to.x, to.y + NODE.height / 2]
    const bend = (x2 - x1) / 2
    return `M${x1} ${y1}C${x1 + bend} ${y1} ${x2 - bend} ${y2} ${x2} ${y2}`
  }
  const [y1, y2] = to.y > from.y ? [from.y + NODE.height, to.y] : [from.y, to.y + NODE.height]
  if (Math.abs(y2 - y1) <= NODE.height * 2) return `M${from.x + NODE.width / 2} ${y1}V${y2}`
  // Around whatever stands in between.
  const [side, out] = [from.x + NODE.width, from.x + NODE.width + 26]
  const [a, b] = [from.y + NODE.height / 2, to.y + NODE.height / 2]
  return `M${side} ${a}C${out} ${a} ${out} ${b} ${side} ${b}`
}
