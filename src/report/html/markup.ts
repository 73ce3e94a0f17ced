import { withoutControls } from '../words.ts'

/** HTML that is safe to be put into a page. Only {@link html} makes it, so no text gets in without being escaped. */
export class Markup {
  readonly #text: string

  constructor(text: string) {
    this.#text = text
  }

  toString(): string {
    return this.#text
  }
}

/** What may stand in a template: text is escaped, `null`, `undefined` and `false` are left out. */
export type Content = Markup | string | number | null | undefined | false | readonly Content[]

/** A template of HTML or SVG. Whatever is put into it is text, unless it came out of such a template itself. */
export function html(parts: TemplateStringsArray, ...contents: readonly Content[]): Markup {
  return new Markup(parts.map((part, index) => part + render(contents[index])).join(''))
}

/** Text as it is, for what this package itself wrote: styles and scripts. */
export function trusted(text: string): Markup {
  return new Markup(text)
}

function render(content: Content): string {
  if (content === null || content === undefined || content === false) return ''
  if (content instanceof Markup) return content.toString()
  if (typeof content === 'string') return escape(content)
  if (typeof content === 'number') return String(content)
  return content.map(render).join('')
}

const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
}

function escape(text: string): string {
  return withoutControls(text).replaceAll(/[&<>"']/g, (character) => ENTITIES[character] ?? character)
}
