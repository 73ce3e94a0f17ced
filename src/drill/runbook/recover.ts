import { drillOperator } from '../../runbook/execute/operator.ts'
import { sinceOrigin } from '../../system/clock.ts'
import type { DrillContext } from '../context.ts'
import { waitForAlarm } from './alarm.ts'
import { executeInDrill } from './execute.ts'
import { runbookMark } from './mark.ts'
import type { PreparedRunbook } from './prepare.ts'
import { rehearse } from './rehearse.ts'
import type { RunbookEnd } from './runbook-end.ts'

/**
 * Waits for an alarm of the system's monitoring, then executes the runbook, or leaves it to the person of a rehearsal.
 * Whether the service has recovered is not for either to say.
 */
export async function recoverByRunbook(
  context: DrillContext,
  prepared: PreparedRunbook,
  sinceNs: number,
): Promise<RunbookEnd> {
  const { plan, emit, signal, tools } = context
  const alarm = await waitForAlarm(context, prepared.file.runbook.frontMatter.alerts, sinceNs)
  if (tools.desk !== undefined && plan.rehearsal !== undefined) {
    return await rehearse(context, prepared, { alarm, sinceNs, desk: tools.desk, blind: plan.rehearsal.blind })
  }
  emit({ kind: 'note', text: `alarm: ${alarm.text}; ${prepared.file.name} begins` })
  const { recovery } = plan.scenario
  const waited = tools.waitCredited === true || (recovery !== 'automatic' && recovery.people === 'waited')
  const run = { mode: 'drill', operator: drillOperator, signal, waited, sinceNs } as const
  const { people, ...result } = await executeInDrill(context, prepared, run)
  context.marks.set({
    runbook: runbookMark(prepared.file.runbook, result.transcript, {
      text: alarm.text,
      atNs: sinceOrigin(plan.origin, alarm.toNs),
      sinceNs,
    }),
    people,
  })
  return result
}
