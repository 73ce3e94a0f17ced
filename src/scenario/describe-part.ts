import type { NetworkCut, NetworkLoss, PartFault, PartSelector } from '../model/part-fault.ts'

/** A fault of single parts in words. */
export function describePartFault(fault: PartFault): string {
  switch (fault.kind) {
    case 'instance.stop':
      return `stop ${parts(fault)}, without a restart`
    case 'instance.restart':
      return `restart ${parts(fault)}`
    case 'instance.limit':
      return `limit ${parts(fault)} to ${limits(fault.cpus, fault.memoryMb)}`
    case 'network.cut':
      return `drop ${traffic(fault)} of ${parts(fault)}`
    case 'network.loss':
      return `drop ${fault.percent} % of ${traffic(fault)} of ${parts(fault)}`
    case 'network.latency':
      return `delay what ${parts(fault)} sends by ${fault.delay}`
    case 'network.bandwidth':
      return `hold what ${parts(fault)} sends to ${fault.kbitPerSecond} kbit/s`
    case 'disk.full':
      return `fill the bounded volumes of ${parts(fault)}`
  }
}

/** Which parts, in words. */
function parts({ role, zone, count = 1 }: PartSelector): string {
  return `${count === 1 ? 'the' : `${count}`} ${role}${zone === undefined ? '' : ` in zone ${zone}`}`
}

function traffic({ direction = 'both', peer }: NetworkCut | NetworkLoss): string {
  const what = { in: 'incoming packets', out: 'outgoing packets', both: 'all packets' }[direction]
  return peer === undefined ? what : `${what} between it and the ${peer}`
}

function limits(cpus: number | undefined, memoryMb: number | undefined): string {
  return [
    ...(cpus === undefined ? [] : [`${cpus} cores`]),
    ...(memoryMb === undefined ? [] : [`${memoryMb} MiB of memory`]),
  ].join(' and ')
}
