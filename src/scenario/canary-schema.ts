import { z } from 'zod'
import type { EnvRef } from '../model/env-ref.ts'
import { closed, field, number, text } from './fields.ts'

const VARIABLE = /^[A-Za-z_]\w*$/
/** Headers whose values let somebody in. */
const SECRET_HEADER = /authorization|cookie|token|secret|password|api[-_]?key|session/i
const HEADER_REMEDY = "Name the variable that holds it: env('SHOP_TOKEN'), with env from 'blackstart'"

const statuses = field<readonly number[]>(
  (value) =>
    Array.isArray(value) &&
    value.length > 0 &&
    value.every((status) => Number.isInteger(status) && (status as number) >= 100 && (status as number) <= 599),
  'must be a list of HTTP statuses',
  'Write a list, for example [200, 201]',
)

const path = field<string>(
  (value) => typeof value === 'string' && value.startsWith('/'),
  'must be a path that begins with a slash',
  "For example '/canary/{writer}/{seq}'",
)

const call = {
  method: field<string>(
    (value) => typeof value === 'string' && /^[A-Z]+$/.test(value),
    'must be an HTTP method in capitals',
    "For example 'PUT'",
  ).exactOptional(),
  path,
  body: text('Write the body as text, for example \'{"id":"{id}"}\'').exactOptional(),
  contentType: text("For example 'application/json'").exactOptional(),
  ok: statuses.exactOptional(),
}

/** A place in a JSON answer. An empty text is one, too: the answer itself. */
const place = field<string>(
  (value) => typeof value === 'string',
  'must be a path of names in the JSON answer',
  "For example 'data.seq'",
)

const headers = z.record(
  z.string(),
  field<string | EnvRef>(
    (value) => typeof value === 'string' || isEnvRef(value),
    'must be a text or the name of a variable',
    HEADER_REMEDY,
  ),
  { error: 'Write an object of headers' },
)

/** `canary` of the configuration. */
export const canarySchema = closed('canary', {
  http: closed('the HTTP canary', {
    write: closed('a write', {
      ...call,
      refused: statuses.exactOptional(),
      echo: z.boolean({ error: 'Write true or false' }).exactOptional(),
    }).exactOptional(),
    read: closed('a read', {
      ...call,
      newest: place.exactOptional(),
      contains: text('Give a text that the answer contains').exactOptional(),
    }),
    list: closed('a list', { ...call, items: place.exactOptional(), seq: place.exactOptional() }).exactOptional(),
    table: text('Give the name of a table').exactOptional(),
    remove: closed('a removal', call).exactOptional(),
    headers: headers.exactOptional(),
    tls: closed('tls', {
      ca: text('Give the path of a PEM file').exactOptional(),
      cert: text('Give the path of a PEM file').exactOptional(),
      key: text('Give the path of a PEM file').exactOptional(),
    }).exactOptional(),
  }).exactOptional(),
  sql: closed('the SQL canary', { table: text('Give the name of a table').exactOptional() }).exactOptional(),
  maxWritesPerSecond: number(0.1, 10_000, 'Give a number of writes, for example 50').exactOptional(),
})

function isEnvRef(value: unknown): boolean {
  if (typeof value !== 'object' || value === null) return false
  const { env, prefix } = value as Record<string, unknown>
  return typeof env === 'string' && VARIABLE.test(env) && (prefix === undefined || typeof prefix === 'string')
}

/** A secret that is written down, found without being shown. */
export function isWrittenSecret(header: string, value: unknown): boolean {
  return typeof value === 'string' && SECRET_HEADER.test(header)
}
