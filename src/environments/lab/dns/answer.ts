import type { Answer, DecodedPacket, OptAnswer, Packet, Question, SoaAnswer } from 'dns-packet'
import { AUTHORITATIVE_ANSWER, RECURSION_DESIRED } from 'dns-packet'
import { canonical, isInZone, type LabRecord, type RecordSets, type RecordType } from './records.ts'

/** Response codes (RFC 1035, 4.1.1). */
const RCODE = { NOERROR: 0, FORMERR: 1, NXDOMAIN: 3, NOTIMP: 4, REFUSED: 5 } as const

const QUERY = 0

/** Largest UDP answer that we send to whoever can take it: what passes every network unfragmented. */
const UDP_BYTES = 1_232
/** What every client can take without EDNS. */
const PLAIN_UDP_BYTES = 512

/** How long the absence of something may be remembered, in seconds. */
const NEGATIVE_TTL_SECONDS = 1

/** A CNAME may lead to a CNAME; not for ever. */
const LONGEST_CHAIN = 8

/** The health of a health check by its id. */
export type IsHealthy = (healthCheckId: string) => boolean

/**
 * The record sets that answer for a name and type now. Of a failover pair: the PRIMARY while it is healthy, else the
 * SECONDARY while that is; when neither is, the PRIMARY, as Route 53 does.
 */
export function inForce(
  records: readonly LabRecord[],
  name: string,
  type: RecordType,
  isHealthy: IsHealthy,
): LabRecord | undefined {
  const sets = records.filter((record) => record.name === name && record.type === type)
  const primary = sets.find(({ failover }) => failover === 'PRIMARY')
  const secondary = sets.find(({ failover }) => failover === 'SECONDARY')
  const well = (record: LabRecord | undefined): boolean =>
    record !== undefined && (record.healthCheckId === undefined || isHealthy(record.healthCheckId))
  if (well(primary)) return primary
  if (well(secondary)) return secondary
  return primary ?? secondary ?? sets[0]
}

/**
 * Answers a query from the zone's record sets, as an authoritative server without recursion.
 *
 * | question | answer |
 * |---|---|
 * | a name and type that are there | the records, behind a CNAME too |
 * | a name that is there, of another type | no records, SOA beside it |
 * | a name in the zone that is not there | NXDOMAIN, SOA beside it |
 * | outside the zone, or another class than IN | REFUSED |
 * | not one question | FORMERR |
 * | an opcode other than QUERY | NOTIMP |
 */
export function respond(query: DecodedPacket, sets: RecordSets, isHealthy: IsHealthy): Packet {
  const base = {
    type: 'response',
    ...(query.id !== undefined && { id: query.id }),
    questions: query.questions ?? [],
    additionals: optOf(query),
  } as const
  const flags = (rcode: number, authoritative = true): number =>
    rcode | (authoritative ? AUTHORITATIVE_ANSWER : 0) | ((query.flags ?? 0) & RECURSION_DESIRED)
  const [question] = base.questions
  if (opcodeOf(query) !== QUERY) return { ...base, flags: flags(RCODE.NOTIMP, false) }
  if (question === undefined || base.questions.length > 1) return { ...base, flags: flags(RCODE.FORMERR, false) }
  const name = canonical(question.name)
  if ((question.class ?? 'IN') !== 'IN' || !isInZone(name, sets.zone)) {
    return { ...base, flags: flags(RCODE.REFUSED, false) }
  }
  const answers = recordsFor(question, sets, isHealthy)
  if (answers.length > 0) return { ...base, flags: flags(RCODE.NOERROR), answers }
  const rcode = isThere(name, sets) ? RCODE.NOERROR : RCODE.NXDOMAIN
  return { ...base, flags: flags(rcode), authorities: [soaOf(sets)] }
}

/** How long an answer by UDP to this query may be, in bytes. */
export function udpLimit(query: DecodedPacket): number {
  const opt = query.additionals?.find((record): record is OptAnswer => record.type === 'OPT')
  return opt === undefined ? PLAIN_UDP_BYTES : Math.min(UDP_BYTES, Math.max(PLAIN_UDP_BYTES, opt.udpPayloadSize))
}

/** Bits 11 to 14 of the flags; 0 is a standard query (RFC 1035, 4.1.1). */
function opcodeOf({ flags = 0 }: DecodedPacket): number {
  return (flags >> 11) & 0xf
}

function recordsFor(question: Question, sets: RecordSets, isHealthy: IsHealthy): Answer[] {
  if (canonical(question.name) === sets.zone && question.type === 'SOA') return [soaOf(sets)]
  if (canonical(question.name) === sets.zone && question.type === 'NS') {
    return [{ type: 'NS', name: question.name, ttl: NEGATIVE_TTL_SECONDS, data: `ns.${sets.zone}` }]
  }
  const answers: Answer[] = []
  let name = question.name
  for (let link = 0; link < LONGEST_CHAIN; link++) {
    const found = inForce(sets.all, canonical(name), question.type as RecordType, isHealthy)
    if (found !== undefined) return [...answers, ...found.values.map((value) => toAnswer(name, found, value))]
    const alias = inForce(sets.all, canonical(name), 'CNAME', isHealthy)
    const [target] = alias?.values ?? []
    if (alias === undefined || target === undefined) return answers
    answers.push(toAnswer(name, alias, target))
    name = target
  }
  return answers
}

function toAnswer(name: string, { type, ttlSeconds: ttl }: LabRecord, value: string): Answer {
  if (type !== 'SRV') return { type, name, ttl, data: value }
  const [priority, weight, port, target = ''] = value.split(' ')
  return { type, name, ttl, data: { priority: Number(priority), weight: Number(weight), port: Number(port), target } }
}

/** A name between the zone and a name that is there exists too, empty (RFC 8020). */
function isThere(name: string, { zone, all }: RecordSets): boolean {
  return name === zone || all.some((record) => record.name === name || record.name.endsWith(`.${name}`))
}

function soaOf({ zone }: RecordSets): SoaAnswer {
  const data = { mname: `ns.${zone}`, rname: `hostmaster.${zone}`, serial: 1, refresh: 60, retry: 60, expire: 3_600 }
  return { type: 'SOA', name: zone, ttl: NEGATIVE_TTL_SECONDS, data: { ...data, minimum: NEGATIVE_TTL_SECONDS } }
}

/** Who asks with EDNS gets it back (RFC 6891, 6.1.1). */
function optOf(query: DecodedPacket): Answer[] {
  if (query.additionals?.some(({ type }) => type === 'OPT') !== true) return []
  return [
    {
      type: 'OPT',
      name: '.',
      udpPayloadSize: UDP_BYTES,
      extendedRcode: 0,
      ednsVersion: 0,
      flags: 0,
      flag_do: false,
      options: [],
    },
  ]
}
