/** A tag of an AWS resource. */
export interface AwsTag {
  readonly key: string
  /** @default any value */
  readonly value?: string
}

/** What a team says about the AWS account that it drills. Names only: credentials stay where the AWS tools keep them. */
export interface AwsConfig {
  /** The region that is drilled, for example `eu-central-1`. Calls that change anything go nowhere else but to global services. */
  readonly region: string
  /** The region to which this one fails over: seen, measured, and never hit. @default there is none */
  readonly secondRegion?: string
  /** Name of a profile in the AWS configuration files. @default the usual chain of credentials */
  readonly profile?: string
  /** Ids of the accounts that may be drilled; whoever is signed in to another one is refused. */
  readonly accounts: readonly string[]
  /** Only what bears this tag is ever hit. @default { key: 'blackstart:drillable', value: 'true' } */
  readonly optInTag?: AwsTag
  /** What bears one of these is never hit, opted in or not. @default none */
  readonly protectedTags?: readonly AwsTag[]
  /** The address that customers use, outside of what is hit: it is what the probes measure. */
  readonly customers: string
  /** The record of Route 53 that leads customers, where it may lead them elsewhere: its answer is watched. @default none is */
  readonly record?: {
    /** Id of the public hosted zone, for example `'Z0123456789ABCDEFGHIJ'`. */
    readonly hostedZone: string
    /** For example `'shop.example.com'`. */
    readonly name: string
    /** @default 'A' */
    readonly type?: 'A' | 'AAAA' | 'CNAME'
  }
  /** Name of the environment variable with a PostgreSQL address for canaries, where the database can be reached. */
  readonly sqlEnv?: string
  /** Names of CloudWatch alarms that must exist and be OK; they stop FIS experiments. At least one. */
  readonly alarms: readonly string[]
  /** Ids or ARNs: the targets must be among them, or nothing is hit. @default whatever the tag finds */
  readonly expectedTargets?: readonly string[]
  /** ARN of the role that FIS takes on. @default faults that need FIS are refused */
  readonly fisRole?: string
  /** A bucket in which the lock and the intents are kept, so that another machine can undo what this one did. */
  readonly sharedStore?: {
    readonly bucket: string
    /** Ends with a slash. @default 'blackstart/' */
    readonly prefix?: string
    /** Where the bucket is. Whoever drills the loss of a region keeps it in another one. @default the region that is drilled */
    readonly region?: string
  }
  /** What the account pays, for the estimate of a plan. @default FIS's published price; the rest is "not estimated" */
  readonly prices?: {
    /** For example `'USD'`. */
    readonly currency: string
    /** Of FIS, for each minute of each action. */
    readonly fisActionMinute?: number
    /** Of the database instance that a restore creates, for each hour. */
    readonly restoredDatabaseHour?: number
  }
  /** What `--set key=value` would give, for every drill on AWS. */
  readonly settings?: Readonly<Record<string, string>>
}
