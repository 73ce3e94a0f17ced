import type { Findings } from '../finding.ts'
import type { Input, Script } from '../runbook.ts'
import type { WrittenRunbook } from '../parse/written.ts'
import { assignedIn, type Expansion, expansionsOf, placeIn, withoutLiterals } from '../shell/scan.ts'

/** What every shell has, and what the runner gives. */
const GIVEN =
  /^(?:HOME|PATH|PWD|OLDPWD|USER|TMPDIR|LANG|LC_\w+|SHELL|TERM|IFS|RANDOM|SECONDS|LINENO|EPOCHSECONDS|BLACKSTART_\w+|AWS_\w+|PIPESTATUS|BASH_\w+)$/

/** Every variable comes from somewhere, and no secret stands where all users of the machine can read it. */
export function checkVariables({ inputs, steps }: WrittenRunbook, findings: Findings): void {
  const flowing = new Set<string>()
  for (const step of steps) {
    // What the Do sets is known to its Undo, wherever that stands.
    for (const { label, script } of step.parts) {
      if (script === undefined) continue
      const own = assignedIn(script)
      for (const expansion of expansionsOf(script))
        checkExpansion(expansion, script, { inputs, flowing, own }, findings)
      for (const name of label.options.sets ?? []) {
        if (!new RegExp(`\\bexport\\s(?:[^\\n;&|]*\\s)?${name}\\b`).test(withoutLiterals(script.text))) {
          findings.error('RB055', label, `'sets ${name}', but the fence does not export it`, `Add: export ${name}`)
        }
        flowing.add(name)
      }
    }
  }
}

interface Known {
  readonly inputs: readonly Input[]
  readonly flowing: ReadonlySet<string>
  readonly own: ReadonlySet<string>
}

function checkExpansion(expansion: Expansion, script: Script, known: Known, findings: Findings): void {
  const { name, guarded } = expansion
  const input = known.inputs.find((candidate) => candidate.name === name)
  if (input !== undefined && !guarded && !known.own.has(name)) {
    const remedy = `Write \${${name}:?}: pasted where it is not set, the command then stops`
    findings.error('RB054', expansion, `the input ${name} is written without ':?'`, remedy)
  }
  if (input?.secret === true && isArgument(expansion, script)) {
    const remedy = `Pass the name of the variable (${name}), or the value on standard input (<<<)`
    findings.error(
      'RB066',
      expansion,
      `the secret ${name} becomes an argument, which everyone on the machine can read`,
      remedy,
    )
  }
  if (input === undefined && !known.flowing.has(name) && !known.own.has(name) && !GIVEN.test(name)) {
    const remedy = 'Add it to Inputs, or declare `sets` at an earlier label'
    findings.error('RB053', expansion, `nothing gives ${name} a value`, remedy)
  }
}

/** Not an argument: the value of an assignment, a here-string, or what a builtin of the shell prints into a pipe. */
function isArgument({ offset }: Expansion, { text }: Script): boolean {
  const before = withoutLiterals(text).slice(0, offset)
  const command = before.slice(Math.max(...['\n', ';', '|', '&', '('].map((joint) => before.lastIndexOf(joint))) + 1)
  if (/^\s*(?:export\s+)?[A-Za-z_]\w*=(?:"[^"]*|\S*)$/.test(command) || /<<<\s*(?:"[^"]*|\S*)$/.test(command))
    return false
  return !/^\s*printf\s/.test(command)
}

const LITERALS: readonly (readonly [RegExp, string])[] = [
  [/\barn:aws[\w-]*:/, 'an ARN'],
  [/\b(?:AKIA|ASIA)[A-Z0-9]{12,}\b/, 'an access key'],
  [/\b(?:i|vol|subnet|sg|vpc|eni|ami|snap)-[0-9a-f]{8,17}\b/, 'the id of a resource'],
  [/\b[a-z][a-z+]*:\/\/(?!\$)[^\s"'$]+/i, 'an address'],
  [/\b\d{1,3}(?:\.\d{1,3}){3}\b/, 'an address'],
  [/\b(?:[a-z0-9-]+\.)+(?:com|net|org|io|dev|internal|local|cloud)\b/i, 'a host'],
  [/(?<![\w.])\d{12}(?![\w.])/, 'an account id'],
  [/\b(?:password|passwd|secret|token|api_?key)\s*=\s*["']?[^\s"'$]{3,}/i, 'a secret'],
  [/\bBEGIN [A-Z ]*PRIVATE KEY\b/, 'a private key'],
]

/** What belongs to one place and one day: with it the file is wrong tomorrow, or says too much. */
export function checkLiterals(script: Script, findings: Findings): void {
  for (const [pattern, what] of LITERALS) {
    const match = pattern.exec(script.text)
    if (match === null) continue
    findings.error('RB063', placeIn(script, match.index), `${what} stands in a fence`, 'Make it an input')
    return
  }
}

/** `export X=$(cmd)` succeeds whatever `cmd` does. */
export function checkExports(script: Script, findings: Findings): void {
  const match = /\b(?:export|declare|local|readonly|typeset)\s+(?:-\w+\s+)*\w+=["']?(?:\$\(|`)/.exec(
    withoutLiterals(script.text),
  )
  if (match === null) return
  findings.error(
    'RB051',
    placeIn(script, match.index),
    'this hides the exit status of the command',
    'Write X=$(cmd); export X',
  )
}

/** A prompt sign is pasted along. */
export function checkPrompts(script: Script, findings: Findings): void {
  for (const [index, line] of script.text.split('\n').entries()) {
    if (!line.trimStart().startsWith('$')) continue
    const remedy = 'Remove the prompt sign; a command in a variable is called by its name: command "${NAME:?}"'
    findings.error('RB052', { line: script.line + index, column: 1 }, "a line begins with '$'", remedy)
  }
}
