import type { HealthCheck, ResourceRecordSet } from '@aws-sdk/client-route-53'
import { AwsError } from '../call.ts'
import type { LabHealthCheck } from '../../dns/health-checks.ts'
import { type LabRecord, RECORD_TYPES, type RecordType } from '../../dns/records.ts'

export function toRecordSet(record: LabRecord): ResourceRecordSet {
  const { name, type, ttlSeconds, values, setIdentifier, failover, healthCheckId } = record
  return {
    Name: name,
    Type: type,
    TTL: ttlSeconds,
    ResourceRecords: values.map((Value) => ({ Value: type === 'TXT' ? `"${Value}"` : Value })),
    ...(setIdentifier !== undefined && { SetIdentifier: setIdentifier }),
    ...(failover !== undefined && { Failover: failover }),
    ...(healthCheckId !== undefined && { HealthCheckId: healthCheckId }),
  }
}

/** @throws AwsError for what the lab's DNS does not have: left out, it would answer something else */
export function fromRecordSet(set: ResourceRecordSet): LabRecord {
  const { Name = '', Type, TTL = 0, ResourceRecords = [], SetIdentifier, Failover, HealthCheckId, ...rest } = set
  const [unknown] = Object.entries(rest).flatMap(([name, value]) => (value === undefined ? [] : [name]))
  if (unknown !== undefined) throw new AwsError('InvalidInput', `the DNS of the lab has no ${unknown} of a record set`)
  const type = recordType(Type)
  return {
    name: Name,
    type,
    ttlSeconds: TTL,
    values: ResourceRecords.map(({ Value = '' }) => (type === 'TXT' ? Value.replace(/^"(.*)"$/, '$1') : Value)),
    ...(SetIdentifier !== undefined && { setIdentifier: SetIdentifier }),
    ...(Failover !== undefined && { failover: Failover }),
    ...(HealthCheckId !== undefined && { healthCheckId: HealthCheckId }),
  }
}

/** @throws AwsError */
export function recordType(text: string | undefined): RecordType {
  const found = RECORD_TYPES.find((type) => type === text)
  if (found === undefined) throw new AwsError('InvalidInput', `the DNS of the lab has no records of type ${text ?? ''}`)
  return found
}

/** @param version - counts its changes, from 1 */
export function describeHealthCheck(check: LabHealthCheck, version: number): HealthCheck {
  const { id, host, port, path, intervalMs, threshold, inverted, disabled } = check
  return {
    Id: id,
    CallerReference: id,
    HealthCheckVersion: version,
    HealthCheckConfig: {
      Type: 'HTTP',
      IPAddress: host,
      Port: port,
      ResourcePath: path,
      // The lab checks more often than AWS can: whole seconds are all that there is room for.
      RequestInterval: Math.max(1, Math.round(intervalMs / 1000)),
      FailureThreshold: threshold,
      Inverted: inverted,
      Disabled: disabled,
    },
  }
}
