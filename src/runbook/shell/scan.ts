import type { Place, Script } from '../runbook.ts'

/** An expansion of a variable: `$NAME` or `${NAME...}`. */
export interface Expansion extends Place {
  readonly name: string
  /** Written `${NAME:?}` or `${NAME:?message}`: an unset name stops the command. */
  readonly guarded: boolean
  /** Where it begins in the text. */
  readonly offset: number
}

/** One command of a list, with what joins it to the next: `;`, `&&`, `||`, `&`, or the end of the line. */
export interface SimpleCommand extends Place {
  readonly text: string
  readonly joint: string
}

/** A character that means nothing to the shell any more. */
const BLANK = '\u0000'

/**
 * The text with everything literal blanked: what stands in single quotes, behind a backslash, or in a comment. Length and
 * lines stay. It is a scan for the rules of style, not a parser of bash: `bash -n` has the last word on syntax.
 */
export function withoutLiterals(text: string): string {
  const out = text.split('')
  let inDouble = false
  for (let index = 0; index < out.length; index++) {
    const character = out[index]
    if (character === '\\') {
      if (out[index + 1] !== '\n') blank(out, index, index + 2)
      index += 1
    } else if (character === '"') inDouble = !inDouble
    else if (character === "'" && !inDouble) {
      const end = out.indexOf("'", index + 1)
      const stop = end === -1 ? out.length : end
      blank(out, index + 1, stop)
      index = stop
    } else if (character === '#' && !inDouble && /^[\s;&|(]?$/.test(out[index - 1] ?? '')) {
      const end = out.indexOf('\n', index)
      const stop = end === -1 ? out.length : end
      blank(out, index, stop)
      index = stop - 1
    }
  }
  return out.join('')
}

function blank(out: string[], from: number, to: number): void {
  for (let index = from; index < Math.min(to, out.length); index++) if (out[index] !== '\n') out[index] = BLANK
}

/** Every expansion of a named variable; the shell's own (`$?`, `$1`) are not among them. */
export function expansionsOf(script: Script): Expansion[] {
  const visible = withoutLiterals(script.text)
  return [...visible.matchAll(/\$(?:\{[#!]?([A-Za-z_]\w*)([^}]?[^}]?)|([A-Za-z_]\w*))/g)].map((match) => ({
    name: match[1] ?? match[3] ?? '',
    guarded: match[2]?.startsWith(':?') === true,
    offset: match.index,
    ...placeIn(script, match.index),
  }))
}

/** Names that the text itself gives a value: `NAME=`, `read NAME`, `for NAME in`. */
export function assignedIn({ text }: Script): Set<string> {
  const visible = withoutLiterals(text)
  const names = [...visible.matchAll(/(?:^|[\s;&|(])(?:([A-Za-z_]\w*)\+?=|for\s+([A-Za-z_]\w*)\s)/g)].map(
    (match) => match[1] ?? match[2] ?? '',
  )
  const read = [...visible.matchAll(/\bread\s+((?:-\w+\s+)*)([A-Za-z_]\w*(?:[ \t]+[A-Za-z_]\w*)*)/g)].flatMap((match) =>
    (match[2] ?? '').split(/[ \t]+/),
  )
  return new Set([...names, ...read])
}

/** Splits a script into its commands; what stands in `$( )`, `( )` or double quotes belongs to the command around it. */
export function commandsOf(script: Script): SimpleCommand[] {
  const visible = withoutLiterals(script.text).replaceAll('\\\n', '  ')
  const commands: SimpleCommand[] = []
  let depth = 0
  let inDouble = false
  let from = 0
  const cut = (to: number, joint: string): void => {
    const text = visible.slice(from, to)
    const begin = from + (/\S/.exec(text)?.index ?? 0)
    if (text.replaceAll(BLANK, '').trim() !== '') commands.push({ text: text.trim(), joint, ...placeIn(script, begin) })
    from = to + joint.length
  }
  for (let index = 0; index < visible.length; index++) {
    const character = visible[index] ?? ''
    if (character === '(') depth += 1
    else if (character === ')') depth = Math.max(0, depth - 1)
    else if (character === '"' && depth === 0) inDouble = !inDouble
    if (depth > 0 || inDouble) continue
    const joint = /^(?:&&|\|\||;|\n|&(?![>&]))/.exec(visible.slice(index, index + 3))?.[0]
    // `>&2` and `2>&1` join nothing.
    if (joint === undefined || (joint === '&' && visible[index - 1] === '>')) continue
    cut(index, joint)
    index += joint.length - 1
  }
  cut(visible.length, '')
  return commands
}

/** Where an offset of a script stands in the file. */
export function placeIn(script: Script, offset: number): Place {
  const before = script.text.slice(0, offset).split('\n')
  return { line: script.line + before.length - 1, column: (before.at(-1)?.length ?? 0) + 1 }
}
