import { hasErrors } from '../../../src/runbook/finding.ts'
import { parseRunbook } from '../../../src/runbook/parse/parse.ts'
import type { Runbook } from '../../../src/runbook/runbook.ts'

const FENCE = '```'

/** A labelled fence. */
export function fence(label: string, text: string): string {
  return `${label}\n\n${FENCE}bash\n${text}\n${FENCE}\n`
}

/** A runbook of these steps, behind a first one that only checks. */
export function runbookOf(steps: readonly string[], inputs: readonly string[] = []): Runbook {
  const { runbook, findings } = parseRunbook(runbookText(steps, inputs))
  if (runbook === undefined || hasErrors(findings)) throw new Error(JSON.stringify(findings, null, 1))
  return runbook
}

/** The text of such a runbook. @param inputs - rows of the table, without the bars at both ends */
export function runbookText(steps: readonly string[], inputs: readonly string[] = []): string {
  const all = [fence('**Check**:', 'test 1 = 1'), ...steps]
  return [
    '---\nrunbook: 1\ntitle: Test\nowner: us\nseverity: 1\nrto: 15m\ndetect: 1m',
    'scenario: scenarios/none.ts\nalerts: []\nwithout_fault: stop at 1.1\n---\n# Test\n',
    ...(inputs.length === 0
      ? []
      : [
          `## Inputs\n\n| Name | Example | How to find it |\n| --- | --- | --- |\n${inputs.map((row) => `| ${row} |\n`).join('')}`,
        ]),
    ...all.map((body, index) => `## ${index + 1}. Step ${index + 1} (expect 1m)\n\n${body}`),
    '## Escalate\n\nCall us.\n',
  ].join('\n')
}

/** A step that writes its name into `$LOG` when it is done, and another when it is undone. */
export function change(name: string, undo: 'inverse' | 'none' = 'inverse', does = 'true'): string {
  const inverse = fence('**Undo**:', `echo "undo ${name}" >> "$HOME/log"`)
  const none = '**Undo**: none, it is so.\n'
  const decide =
    '> [!CAUTION]\n> No way back.\n\n**Decide** (us, 30s): go?\n\n- **yes** (drill): continue\n- **no**: stop\n\n'
  return [
    undo === 'none' ? decide : '',
    fence('**Do** (timeout 5s):', `echo "do ${name}" >> "$HOME/log"\n${does}`),
    fence('**Check**:', `grep -q "do ${name}" "$HOME/log"`),
    undo === 'none' ? none : inverse,
  ].join('\n')
}
