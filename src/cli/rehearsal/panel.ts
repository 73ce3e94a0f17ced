import { cut, painter, wrap, type View } from '../../report/paint.ts'
import { withoutControls } from '../../report/words.ts'
import type { Light, Panel } from '../../runbook/rehearse/desk.ts'

/** One frame of what the person sees; no line exceeds the view, or the terminal could not redraw it in place. */
export function renderPanel({ head, late, title, lines, light, choices }: Panel, view: View): string {
  const paint = painter(view)
  const fitting = (text: string): string => cut(withoutControls(text), view.columns - 1)
  const keys = choices.map(({ key, label }) => `${key === 'enter' ? 'Enter' : key} ${label}`).join('   ')
  const blocks = [
    [paint(late ? ['bold', 'red'] : 'bold', fitting(` ${head}`))],
    wrap(withoutControls(title), view.columns - 1, ' ').map((line) => paint('bold', line)),
    lines.flatMap((line) => line.split('\n')).map((line) => fitting(`   ${line}`)),
    light === undefined ? [] : [paint(light.green ? 'green' : 'dim', fitting(` ${lightWord(light)}: ${light.text}`))],
    wrap(keys, view.columns - 1, ' ').map((line) => paint('cyan', line)),
  ]
  return blocks
    .filter((block) => block.length > 0)
    .map((block) => block.join('\n'))
    .join('\n\n')
}

function lightWord({ green, already }: Light): string {
  if (!green) return '○ not yet'
  return already ? '● was true before you did anything' : '● true'
}
