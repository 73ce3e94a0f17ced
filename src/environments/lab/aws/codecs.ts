import { awsJson } from './codec/json.ts'
import { awsQuery, ec2Query } from './codec/query.ts'
import type { SplitPath } from './codec/rest.ts'
import { restJson } from './codec/rest-json.ts'
import { restXml } from './codec/rest-xml.ts'
import { ServiceModel } from './codec/service-model.ts'
import type { Codec } from './codec/wire.ts'

/** A service as requests are told apart: the name with which they are signed, which IAM uses for its actions, too. */
export interface ServiceSpec {
  /** The prefix of its actions in a policy, where it is not the name of the signature. */
  readonly iamPrefix?: string
  /** What a policy calls an operation, where it does not call it by its name. */
  readonly iamActions?: Readonly<Record<string, string>>
  /** The client's package: it exports the schemas. Loaded when it is first asked for, for that of EC2 is large. */
  load(): Promise<Readonly<Record<string, unknown>>>
  codec(model: ServiceModel): Codec
}

/** In S3 the bucket stands in front of the key: the endpoint is an address, which cannot have it in its name. */
const bucketFirst: SplitPath = ({ path }) => {
  const [, bucket = '', key = ''] = /^\/([^/]*)\/?(.*)$/.exec(path) ?? []
  return { path: `/${key}`, labels: bucket === '' ? {} : { Bucket: decodeURIComponent(bucket) } }
}

/** By signing name. Namespaces are those of the clients. */
export const SERVICES = {
  sts: {
    load: () => import('@aws-sdk/client-sts'),
    codec: (model) => awsQuery(model, 'https://sts.amazonaws.com/doc/2011-06-15/'),
  },
  rds: {
    load: () => import('@aws-sdk/client-rds'),
    codec: (model) => awsQuery(model, 'http://rds.amazonaws.com/doc/2014-10-31/'),
  },
  autoscaling: {
    load: () => import('@aws-sdk/client-auto-scaling'),
    codec: (model) => awsQuery(model, 'http://autoscaling.amazonaws.com/doc/2011-01-01/'),
  },
  elasticloadbalancing: {
    load: () => import('@aws-sdk/client-elastic-load-balancing-v2'),
    codec: (model) => awsQuery(model, 'http://elasticloadbalancing.amazonaws.com/doc/2015-12-01/'),
  },
  elasticache: {
    load: () => import('@aws-sdk/client-elasticache'),
    codec: (model) => awsQuery(model, 'http://elasticache.amazonaws.com/doc/2015-02-02/'),
  },
  ec2: {
    load: () => import('@aws-sdk/client-ec2'),
    codec: (model) => ec2Query(model, 'http://ec2.amazonaws.com/doc/2016-11-15'),
  },
  monitoring: {
    iamPrefix: 'cloudwatch',
    load: () => import('@aws-sdk/client-cloudwatch'),
    codec: (model) => awsJson(model, '1.0'),
  },
  ecs: {
    load: () => import('@aws-sdk/client-ecs'),
    codec: (model) => awsJson(model, '1.1'),
  },
  route53: {
    load: () => import('@aws-sdk/client-route-53'),
    codec: (model) => restXml(model, { xmlNamespace: 'https://route53.amazonaws.com/doc/2013-04-01/' }),
  },
  s3: {
    iamActions: { ListObjectsV2: 'ListBucket', HeadBucket: 'ListBucket', HeadObject: 'GetObject' },
    load: () => import('@aws-sdk/client-s3'),
    codec: (model) =>
      restXml(model, {
        xmlNamespace: 'http://s3.amazonaws.com/doc/2006-03-01/',
        wrappedErrors: false,
        splitPath: bucketFirst,
      }),
  },
  // Its client is not published: these schemas are our own.
  'arc-zonal-shift': {
    load: () => import('../../aws-model/zonal-shift.ts'),
    codec: restJson,
  },
  dynamodb: {
    load: () => import('../../aws-model/dynamodb.ts'),
    codec: (model) => awsJson(model, '1.0'),
  },
  fis: {
    // The client that most users get is too old to have schemas, or to know all members: these are our own.
    load: () => import('../../aws-model/fis.ts'),
    codec: restJson,
  },
} as const satisfies Readonly<Record<string, ServiceSpec>>

export type SigningName = keyof typeof SERVICES

/** The codec of a service, and what its model says. */
export async function loadCodec(name: SigningName): Promise<{ readonly codec: Codec; readonly model: ServiceModel }> {
  const spec: ServiceSpec = SERVICES[name]
  const model = new ServiceModel(await spec.load())
  return { codec: spec.codec(model), model }
}
