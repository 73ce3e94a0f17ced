import { type Arbitrary, array, constantFrom, nat, oneof, record, string } from 'fast-check'

/** Pieces that runbooks are made of, whole and broken: random text alone would hardly ever reach the grammar. */
const PIECES = [
  '---\n',
  'runbook: 1\n',
  'rto: 15m\n',
  'alerts: [A, B]\n',
  'a: &x [*x, *x]\n',
  '# Title\n\n',
  '## Inputs\n\n',
  '## 1. Step (expect 1m)\n\n',
  '## 2. Step (expect 999999999h)\n\n',
  '## Escalate\n\n',
  '## Notes\n\n',
  '###### x\n',
  '**Check** (within 1s):\n\n',
  '**Do** (timeout 1m, sets A B):\n\n',
  '**Undo**: none, why\n',
  '**Undo**:\n',
  '**Chekc**:\n',
  '**Decide** (role, 1m): why?\n\n',
  '- **yes** (drill): continue\n',
  '- **no**: step 9\n',
  '**By hand** (x, 1s):\n\n',
  '- [ ] task\n',
  '```bash\n',
  '```\n',
  '~~~\n',
  '````bash\n',
  '    code\n',
  '> [!CAUTION]\n> x\n\n',
  '<!-- x -->\n',
  '[a](b.md)\n',
  '| Name | Example | How to find it |\n| --- | --- | --- |\n| `A` | secret | x |\n',
  'touch "$SENTINEL"\n',
  '$(touch "$SENTINEL")\n',
  '`touch "$SENTINEL"`\n',
  'export A=$(x)\n',
  '! x && y || z\n',
  "'\n",
  '"\n',
  '\\\n',
  '${A:?}\n',
  '$\n',
  '((((\n',
  '\u0000',
  '\r\n',
  '\t',
  '\uFEFF',
  '\u{1F600}',
  '*'.repeat(50),
  '['.repeat(50),
  '>'.repeat(50),
  '_'.repeat(50),
  '`'.repeat(31),
]

/** Random text, random sequences of pieces, and the good runbook with random cuts, copies and insertions. */
export function runbookLike(good: string): Arbitrary<string> {
  const position = nat({ max: good.length })
  const mutation = record({ from: position, length: nat({ max: 80 }), piece: constantFrom('', ...PIECES) })
  const mutated = array(mutation, { minLength: 1, maxLength: 8 }).map((mutations) =>
    mutations.reduce((text, { from, length, piece }) => text.slice(0, from) + piece + text.slice(from + length), good),
  )
  const pieced = array(constantFrom(...PIECES), { maxLength: 60 }).map((pieces) => pieces.join(''))
  return oneof(
    { weight: 6, arbitrary: mutated },
    { weight: 3, arbitrary: pieced },
    { weight: 1, arbitrary: string({ unit: 'binary', maxLength: 2_000 }) },
  )
}
