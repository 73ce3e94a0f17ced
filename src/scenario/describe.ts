import type { Fault, InstanceSelector, ZoneSelector } from '../model/fault.ts'
import { describePartFault } from './describe-part.ts'

/** A fault in words, for plans and reports. */
export function describeFault(fault: Fault): string {
  const at = fault.at === undefined ? '' : ` at ${fault.at}`
  const lasting = 'for' in fault && fault.for !== undefined ? ` for ${fault.for}` : ''
  return `${whatIsDone(fault)}${lasting}${at}`
}

function whatIsDone(fault: Fault): string {
  switch (fault.kind) {
    case 'database.kill':
      return `kill the ${fault.role} database`
    case 'database.freeze':
      return `freeze the ${fault.role} database`
    case 'database.failover':
      return 'ask the control plane for a switchover (detection is not exercised)'
    case 'data.drop':
      return "drop the table that holds the customers' data"
    case 'standby.lose':
      return 'lose the standby and its data'
    case 'instance.terminate':
      return `terminate ${instances(fault)}`
    case 'instance.freeze':
      return `freeze ${instances(fault)}`
    case 'zone.lose':
      return `lose ${zone(fault)}`
    case 'zone.isolate':
      return `isolate ${zone(fault)}`
    case 'region.isolate':
      return `isolate the ${fault.region === 'primary' ? 'region of the primary' : 'other region'}`
    case 'replication.hold':
      return `hold the replication link for ${fault.lead} before the fault and drop what it holds`
    case 'replication.pause':
      return `pause the replication of the global table ${fault.table}`
    case 'dns.failover':
      return `make the DNS fail over by health check ${fault.healthCheck} (nothing is lost, and detection is not exercised)`
    case 'fis':
      return `run the FIS experiment template ${fault.templateId}`
    case 'command':
      return `run '${fault.inject}'`
    case 'manual':
      return `ask a person: ${fault.ask}`
    default:
      return describePartFault(fault)
  }
}

function zone(selector: ZoneSelector): string {
  return selector.of === undefined ? `zone ${selector.zone}` : `the zone of the ${selector.of}`
}

function instances({ role, zone: inZone, count = 1 }: InstanceSelector): string {
  const where = inZone === undefined ? '' : ` in zone ${inZone}`
  return `${count} ${role} ${count === 1 ? 'instance' : 'instances'}${where}`
}
