import { z } from 'zod'
import { closed, field, number, oneOf, text } from './fields.ts'

const tag = closed('a tag', {
  key: text("Give the tag's key, for example 'blackstart:drillable'"),
  value: text("Give the tag's value, or leave it out for any").exactOptional(),
})

const region = field<string>(
  (value) => typeof value === 'string' && /^[a-z]{2}(-[a-z]+)+-\d$/.test(value),
  'must be an AWS region',
  "Write its code, for example 'eu-central-1'",
)

const account = field<string>(
  (value) => typeof value === 'string' && /^\d{12}$/.test(value),
  'must be an AWS account id',
  "Write its twelve digits as text, for example '111122223333'",
)

const httpAddress = field<string>(
  (value) => typeof value === 'string' && /^https?:\/\/[^@?#]+$/.test(value) && URL.canParse(value),
  'must be an HTTP address without credentials, and without a query, for it stands in reports',
  "Write the address that customers use, for example 'https://shop.example.com'",
)

const roleArn = field<string>(
  (value) => typeof value === 'string' && /^arn:aws[\w-]*:iam::\d{12}:role\/.+$/.test(value),
  'must be the ARN of a role',
  "Write it in full, for example 'arn:aws:iam::111122223333:role/blackstart-fis'",
)

const variable = field<string>(
  (value) => typeof value === 'string' && /^[A-Za-z_]\w*$/.test(value),
  'must be the name of an environment variable',
  "Write its name, for example 'ORDERS_DATABASE_URL', and never its value",
)

const price = number(0, Number.MAX_VALUE, 'Give a price')

/** Of the AWS account of a team. */
export const awsSchema = closed('aws', {
  region,
  secondRegion: region.exactOptional(),
  profile: text("Give the profile's name, or leave it out for the usual chain of credentials").exactOptional(),
  accounts: z
    .array(account, { error: "Write a list of account ids: ['111122223333']" })
    .min(1, { error: 'Name the accounts that may be drilled: none would mean all, or none' }),
  optInTag: tag.exactOptional(),
  protectedTags: z.array(tag, { error: "Write a list of tags: [{ key: 'stage', value: 'live' }]" }).exactOptional(),
  customers: httpAddress,
  record: closed('record', {
    hostedZone: field<string>(
      (value) => typeof value === 'string' && /^Z[A-Z0-9]+$/.test(value),
      'must be the id of a hosted zone',
      "Write it as Route 53 does, for example 'Z0123456789ABCDEFGHIJ'",
    ),
    name: text("Give the record's name, for example 'shop.example.com'"),
    type: oneOf(['A', 'AAAA', 'CNAME']).exactOptional(),
  }).exactOptional(),
  sqlEnv: variable.exactOptional(),
  alarms: z
    .array(text("Give an alarm's name"), { error: "Write a list of names of CloudWatch alarms: ['orders-down']" })
    .min(1, { error: 'Name at least one alarm: without one nothing would stop an experiment' })
    .max(5, { error: 'Name at most 5 alarms: FIS takes no more; a composite alarm can stand for several' }),
  expectedTargets: z
    .array(text('Give the id or the ARN of a resource'), { error: 'Write a list of ids or ARNs' })
    .min(1, { error: 'Name the targets, or leave it out for whatever bears the tag' })
    .exactOptional(),
  fisRole: roleArn.exactOptional(),
  sharedStore: closed('sharedStore', {
    bucket: text("Give the bucket's name"),
    prefix: field<string>(
      (value) => typeof value === 'string' && /^[^/].*\/$/.test(value),
      'must be a prefix of keys that ends with a slash',
      "Write it as 'blackstart/'",
    ).exactOptional(),
    region: region.exactOptional(),
  }).exactOptional(),
  prices: closed('prices', {
    currency: text("Give the currency, for example 'USD'"),
    fisActionMinute: price.exactOptional(),
    restoredDatabaseHour: price.exactOptional(),
  }).exactOptional(),
  settings: z
    .record(z.string(), text("Write the value as text, as in --set: '1s'"), { error: 'Write an object of texts' })
    .exactOptional(),
})
