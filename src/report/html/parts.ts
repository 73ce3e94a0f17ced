import type { Verdict } from '../../model/verdict.ts'
import { HEADLINE } from '../words.ts'
import { html, type Content, type Markup } from './markup.ts'

/** A section with its heading; left out when it has nothing to say. */
export function section(id: string, title: string, ...body: readonly Content[]): Markup | undefined {
  if (body.every((part) => part === undefined || part === null || part === false)) return undefined
  return html`<section id="${id}" aria-labelledby="${id}-title">
    <h2 id="${id}-title">${title}</h2>
    ${body}
  </section>`
}

/** A cell of a table: its text, and whether it holds a figure, which is aligned to the right. */
export interface Cell {
  readonly content: Content
  readonly numeric?: boolean
}

/**
 * A table in a frame that scrolls by itself (also by keyboard), so that a wide table never widens the page. The first
 * cell of a row is its heading.
 *
 * @returns undefined when it has no rows
 */
export function table(
  caption: string,
  head: readonly (string | Cell)[],
  rows: readonly (readonly (Content | Cell)[])[],
): Markup | undefined {
  if (rows.length === 0) return undefined
  const numeric = head.map((cell) => typeof cell !== 'string' && cell.numeric === true)
  const right = (index: number) => numeric[index] === true && html` class="num"`
  return html`<div class="scroll" tabindex="0" role="region" aria-label="${caption}">
    <table>
      <caption>
        ${caption}
      </caption>
      <thead>
        <tr>
          ${head.map((cell, index) => html`<th scope="col" ${right(index)}>${contentOf(cell)}</th>`)}
        </tr>
      </thead>
      <tbody>
        ${rows.map(
          (row) =>
            html`<tr>
              ${row.map((cell, index) =>
                index === 0
                  ? html`<th scope="row" ${right(index)}>${contentOf(cell)}</th>`
                  : html`<td${right(index)}>${contentOf(cell)}</td>`,
              )}
            </tr> `,
        )}
      </tbody>
    </table>
  </div>`
}

function contentOf(cell: Content | Cell): Content {
  return isCell(cell) ? cell.content : cell
}

function isCell(cell: Content | Cell): cell is Cell {
  return typeof cell === 'object' && cell !== null && 'content' in cell
}

/** A heading of a column of figures. */
export function figures(title: string): Cell {
  return { content: title, numeric: true }
}

/** A list; undefined when it is empty. */
export function list(items: readonly Content[]): Markup | undefined {
  return items.length === 0
    ? undefined
    : html`<ul>
        ${items.map((item) => html`<li>${item}</li>`)}
      </ul>`
}

/** What can be unfolded. On paper it is always open. */
export function folded(summary: string, ...body: readonly Content[]): Markup {
  return html`<details>
    <summary>${summary}</summary>
    ${body}
  </details>`
}

const SIGN = { pass: '✓', fail: '✕', inconclusive: '?' } as const satisfies Record<Verdict, string>

/** A verdict as a badge. Its word says it; colour and sign only help. */
export function badge(verdict: Verdict, size: 'small' | 'large' = 'small'): Markup {
  return html`<span class="badge ${verdict} ${size}"
    ><span aria-hidden="true">${SIGN[verdict]}</span> ${HEADLINE[verdict]}</span
  >`
}

export function code(text: string): Markup {
  return html`<code>${text}</code>`
}
