import type { Findings } from '../finding.ts'
import type { Script } from '../runbook.ts'
import { commandsOf, placeIn, withoutLiterals, type SimpleCommand } from '../shell/scan.ts'

const ASSIGNMENT = /^(?:export\s+)?[A-Za-z_]\w*\+?=(?:"(?:[^"]*)"|\$\([\s\S]*\)|[^\s]*)$/
const EXPORT = /^export\s+[A-Za-z_]\w*(?:\s+[A-Za-z_]\w*)*$/
const KEYWORD = /^(?:if|then|elif|else|fi|for|while|until|do|done|case|esac|function|\{|\})(?:\s|$)/
const WRITES =
  /--force\b|\b(?:delete|remove|terminate|modify|reboot)[\w-]*|\b(?:stop|start|put|create|update)-\w[\w-]*|\b(?:rm|kill|pkill|truncate)\s|\b(?:update|insert\s+into|delete\s+from|drop|truncate|alter)\s/i

/**
 * A check asks one question. With two commands in it, `set -e` lets a failing one pass wherever it is not the last of its
 * list, and a healthy primary gets fenced; under `!` a program that is not installed counts as "true".
 */
export function checkAssertions(script: Script, findings: Findings): void {
  const commands = commandsOf(script)
  const negated = commands.find(({ text }) => /(?:^|\|\s*|\bif\s+|\bwhile\s+)!(?:\s|$)/.test(text))
  if (negated !== undefined) {
    const remedy = 'Take the exit code (rc=0; cmd || rc=$?) and test for the one that you mean'
    findings.error('RB057', negated, "'!' turns every failure into true, also a missing program", remedy)
  }
  const keyword = commands.find(({ text }) => KEYWORD.test(text))
  if (keyword !== undefined) {
    findings.error(
      'RB057',
      keyword,
      'a check with a condition or loop',
      'Ask one question; `within` and `every` repeat it',
    )
    return
  }
  const assertions = commands.filter((command, index) => isAssertion(command, commands[index + 1]))
  const second = assertions[1]
  if (second !== undefined) {
    findings.error('RB057', second, 'a second assertion in one check', 'Make it a **Check** of its own')
  }
  const asks = assertions.length > 0 || commands.some(({ text }) => ASSIGNMENT.test(text) && text.includes('$('))
  if (!asks)
    findings.error('RB057', script, 'a check that asks nothing', 'End it with a command whose exit code answers')
}

/** A command whose failure is only taken note of (`cmd || rc=$?`) asserts nothing. */
function isAssertion({ text, joint }: SimpleCommand, next: SimpleCommand | undefined): boolean {
  if (ASSIGNMENT.test(text) || EXPORT.test(text)) return false
  return !(joint === '||' && next !== undefined && ASSIGNMENT.test(next.text))
}

/** A check that looks as if it changed something. */
export function warnOfWrites(script: Script, findings: Findings): void {
  const match = WRITES.exec(withoutLiterals(script.text))
  if (match === null) return
  const remedy = 'A check is run again and again, and by people who only look: move it into a **Do**'
  findings.warning('RB059', placeIn(script, match.index), `'${match[0].trim()}' in a check`, remedy)
}
