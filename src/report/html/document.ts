import { createHash } from 'node:crypto'
import { html, trusted, type Content } from './markup.ts'
import { CHART_STYLE } from './style-charts.ts'
import { STYLE } from './style.ts'

export interface Page {
  readonly title: string
  readonly body: Content
  /** A script of this package, if the page has one. */
  readonly script?: string
}

/**
 * A page in one file. It loads nothing from anywhere, and its content security policy forbids it: a report is sent by
 * mail, opened from a build's artefacts, and kept for years.
 */
export function renderDocument({ title, body, script }: Page): string {
  const style = STYLE + CHART_STYLE
  const policy = [
    "default-src 'none'",
    `style-src '${sourceHash(style)}'`,
    ...(script === undefined ? [] : [`script-src '${sourceHash(script)}'`]),
    "base-uri 'none'",
    "form-action 'none'",
  ].join('; ')
  return html`<!doctype html>
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta http-equiv="Content-Security-Policy" content="${trusted(policy)}" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="color-scheme" content="light dark" />
        <meta name="generator" content="Blackstart" />
        <title>${title}</title>
        ${trusted(`<style>${style}</style>`)}
      </head>
      <body>
        ${body} ${script !== undefined && trusted(`<script>${script}</script>`)}
      </body>
    </html> `.toString()
}

function sourceHash(text: string): string {
  return `sha256-${createHash('sha256').update(text).digest('base64')}`
}
