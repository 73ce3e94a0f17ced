import type {
  ChangeInfo,
  ChangeResourceRecordSetsRequest,
  ChangeResourceRecordSetsResponse,
  GetHealthCheckStatusResponse,
  HealthCheck,
  ChangeTagsForResourceRequest,
  ListResourceRecordSetsResponse,
  ListTagsForResourceRequest,
  TestDNSAnswerRequest,
  TestDNSAnswerResponse,
  UpdateHealthCheckRequest,
} from '@aws-sdk/client-route-53'
import { digest, drillableTags, labTags, type Tag } from '../account.ts'
import { AwsError, type Operations } from '../call.ts'
import type { ControlPlane } from '../control-plane.ts'
import type { DnsState } from '../../dns/dns.ts'
import { DNS_ZONE } from '../../names.ts'
import { describeHealthCheck, fromRecordSet, recordType, toRecordSet } from './route53-shapes.ts'

const ZONE_ID = 'Z0BLACKSTARTLAB'

/** The lab's DNS as a public hosted zone: what is changed here is what resolvers are answered, and what customers follow. */
export function route53(plane: ControlPlane): Operations {
  const changes = new Map<string, Date>()
  const versions = new Map<string, number>()
  /** Of health checks, beside those that all have. */
  const tags = new Map<string, readonly Tag[]>()

  const state = async (): Promise<DnsState> => {
    const view = await plane.look()
    if (view.state.info.settings.regions === 1) {
      throw new AwsError('NoSuchHostedZone', 'a lab of one region has no DNS: start it with regions=2', 404)
    }
    return plane.effects.dns<DnsState>({ act: 'state' })
  }

  const zone = async (id: string | undefined): Promise<DnsState> => {
    if (id !== ZONE_ID) throw new AwsError('NoSuchHostedZone', `No hosted zone found with ID: ${id ?? ''}`, 404)
    return state()
  }

  const versionOf = ({ id }: { readonly id: string }): number => versions.get(id) ?? 1

  const healthCheck = async (id: string | undefined): Promise<HealthCheck> => {
    const found = (await state()).healthChecks.find((one) => one.id === id)
    if (found === undefined) throw new AwsError('NoSuchHealthCheck', `there is no health check '${id ?? ''}'`, 404)
    return describeHealthCheck(found, versionOf(found))
  }

  const changeInfo = (id: string): ChangeInfo => {
    const at = changes.get(id)
    if (at === undefined) throw new AwsError('NoSuchChange', `there is no change '${id}'`, 404)
    const isOver = Date.now() - at.getTime() >= plane.lateness.ms('recordChangeMs')
    return { Id: `/change/${id}`, Status: isOver ? 'INSYNC' : 'PENDING', SubmittedAt: at }
  }

  return {
    ListHostedZones: async () => ({
      HostedZones: await hostedZones(plane),
      Marker: '',
      IsTruncated: false,
      MaxItems: 100,
    }),

    ListHostedZonesByName: async ({ DNSName }: { readonly DNSName?: string }) => ({
      // The list begins at the name that is given, it is not only that name [D].
      HostedZones: (await hostedZones(plane)).filter(({ Name }) => DNSName === undefined || Name >= DNSName),
      IsTruncated: false,
      MaxItems: 100,
    }),

    GetHostedZone: async ({ Id }: { readonly Id: string }) => {
      await zone(Id)
      return { HostedZone: (await hostedZones(plane))[0] }
    },

    ListResourceRecordSets: async ({
      HostedZoneId,
    }: {
      readonly HostedZoneId: string
    }): Promise<ListResourceRecordSetsResponse> => {
      const { records } = await zone(HostedZoneId)
      return { ResourceRecordSets: records.map(toRecordSet), IsTruncated: false, MaxItems: 300 }
    },

    /** All or nothing [D]. It takes effect at once, and is told to be in sync later. */
    ChangeResourceRecordSets: async ({
      HostedZoneId,
      ChangeBatch,
    }: ChangeResourceRecordSetsRequest): Promise<ChangeResourceRecordSetsResponse> => {
      await zone(HostedZoneId)
      const wanted = (ChangeBatch?.Changes ?? []).map(({ Action, ResourceRecordSet }) => ({
        action: Action ?? 'UPSERT',
        record: fromRecordSet(ResourceRecordSet ?? { Name: '', Type: 'A' }),
      }))
      await plane.effect(async (effects) => {
        await effects.dns({ act: 'change', changes: wanted }).catch((error: unknown) => {
          throw new AwsError('InvalidChangeBatch', error instanceof Error ? error.message : String(error))
        })
      })
      const id = `C${digest(`${Date.now()} ${changes.size}`, 20).toUpperCase()}`
      changes.set(id, new Date())
      return { ChangeInfo: changeInfo(id) }
    },

    GetChange: ({ Id }: { readonly Id: string }) => ({ ChangeInfo: changeInfo(Id) }),

    ListHealthChecks: async () => ({
      HealthChecks: (await state()).healthChecks.map((check) => describeHealthCheck(check, versionOf(check))),
      Marker: '',
      IsTruncated: false,
      MaxItems: 100,
    }),

    GetHealthCheck: async ({ HealthCheckId }: { readonly HealthCheckId: string }) => ({
      HealthCheck: await healthCheck(HealthCheckId),
    }),

    UpdateHealthCheck: async ({ HealthCheckId, Inverted, Disabled, ...rest }: UpdateHealthCheckRequest) => {
      const { HealthCheckVersion, ...others } = rest
      const now = await healthCheck(HealthCheckId)
      if (HealthCheckVersion !== undefined && HealthCheckVersion !== now.HealthCheckVersion) {
        throw new AwsError('HealthCheckVersionMismatch', 'the health check was changed meanwhile', 409)
      }
      const [unknown] = Object.keys(others)
      if (unknown !== undefined) {
        throw new AwsError('InvalidInput', `the lab changes Inverted and Disabled of a health check, not ${unknown}`)
      }
      await plane.effect(async (effects) => {
        await effects.dns({
          act: 'health-check',
          id: HealthCheckId ?? '',
          ...(Inverted !== undefined && { inverted: Inverted }),
          ...(Disabled !== undefined && { disabled: Disabled }),
        })
      })
      versions.set(HealthCheckId ?? '', (now.HealthCheckVersion ?? 1) + 1)
      return { HealthCheck: await healthCheck(HealthCheckId) }
    },

    /** The lab checks from one place, where AWS has some fifteen. */
    GetHealthCheckStatus: async ({
      HealthCheckId,
    }: {
      readonly HealthCheckId: string
    }): Promise<GetHealthCheckStatusResponse> => {
      const found = (await state()).healthChecks.find(({ id }) => id === HealthCheckId)
      if (found === undefined)
        throw new AwsError('NoSuchHealthCheck', `there is no health check '${HealthCheckId}'`, 404)
      const Status = found.healthy ? 'Success: HTTP Status Code 200, OK' : 'Failure: Connection timed out'
      return {
        HealthCheckObservations: [
          { Region: 'eu-west-1', IPAddress: '127.0.0.1', StatusReport: { Status, CheckedTime: new Date() } },
        ],
      }
    },

    ListTagsForResource: async ({ ResourceType, ResourceId }: ListTagsForResourceRequest) => {
      if (ResourceType === 'healthcheck') await healthCheck(ResourceId)
      else await zone(ResourceId)
      const Tags = ResourceType === 'healthcheck' ? drillableTags(...(tags.get(ResourceId ?? '') ?? [])) : labTags()
      return { ResourceTagSet: { ResourceType, ResourceId, Tags } }
    },

    ChangeTagsForResource: async ({
      ResourceType,
      ResourceId: id = '',
      AddTags = [],
      RemoveTagKeys = [],
    }: ChangeTagsForResourceRequest) => {
      if (ResourceType !== 'healthcheck') throw new AwsError('InvalidInput', 'the lab tags health checks alone')
      await healthCheck(id)
      const gone = new Set([...RemoveTagKeys, ...AddTags.map(({ Key }) => Key)])
      const added = AddTags.map(({ Key = '', Value = '' }) => ({ Key, Value }))
      tags.set(id, [...(tags.get(id) ?? []).filter(({ Key }) => !gone.has(Key)), ...added])
      return {}
    },

    TestDNSAnswer: async (input: TestDNSAnswerRequest): Promise<TestDNSAnswerResponse> => {
      await zone(input.HostedZoneId)
      const { RecordName, RecordType } = input
      const type = recordType(RecordType)
      const values = await plane.effects.dns<readonly string[]>({ act: 'answer', name: RecordName ?? '', type })
      return {
        Nameserver: '127.0.0.1',
        RecordName,
        RecordType,
        RecordData: [...values],
        ResponseCode: values.length === 0 ? 'NXDOMAIN' : 'NOERROR',
        Protocol: 'UDP',
      }
    },
  }
}

async function hostedZones(plane: ControlPlane) {
  const { settings } = (await plane.look()).state.info
  if (settings.regions === 1) return []
  return [
    {
      Id: `/hostedzone/${ZONE_ID}`,
      Name: DNS_ZONE,
      CallerReference: 'blackstart-lab',
      Config: { Comment: 'the DNS of the lab', PrivateZone: false },
    },
  ]
}
