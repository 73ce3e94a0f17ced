import { expect } from 'chai'
import type { Context } from '../../../../../src/environments/lab/aws/iam/ask.ts'
import { conditionHolds, UnknownToEvaluator } from '../../../../../src/environments/lab/aws/iam/condition.ts'

const TAG = 'aws:ResourceTag/stage'
const KEYS = 'aws:TagKeys'

describe('conditions of a policy', () => {
  const rows: readonly (readonly [string, string, string | readonly string[], Context, boolean])[] = [
    // A key that is not there breaks what wants it to be something, and nothing that wants it not to be.
    ['StringEquals', TAG, 'test', { [TAG]: 'test' }, true],
    ['StringEquals', TAG, ['live', 'test'], { [TAG]: 'test' }, true],
    ['StringEquals', TAG, 'test', { [TAG]: 'Test' }, false],
    ['StringEquals', TAG, 'test', {}, false],
    ['StringEqualsIfExists', TAG, 'test', {}, true],
    ['StringEqualsIfExists', TAG, 'test', { [TAG]: 'live' }, false],
    ['StringNotEquals', TAG, ['live', 'test'], { [TAG]: 'test' }, false],
    ['StringNotEquals', TAG, 'live', { [TAG]: 'test' }, true],
    ['StringNotEquals', TAG, 'live', {}, true],
    ['StringLike', TAG, 't?s*', { [TAG]: 'testing' }, true],
    ['StringLike', TAG, 't?s*', { [TAG]: 'toast' }, false],
    ['StringLike', TAG, 't*', {}, false],
    ['StringNotLike', TAG, 't*', { [TAG]: 'test' }, false],
    ['Null', TAG, 'false', { [TAG]: '' }, true],
    ['Null', TAG, 'false', {}, false],
    ['Null', TAG, 'true', {}, true],
    ['Null', TAG, 'true', { [TAG]: 'test' }, false],
    // Names of keys have no case, their values do.
    ['StringEquals', 'AWS:resourcetag/Stage', 'test', { [TAG]: 'test' }, true],
    ['ForAllValues:StringEquals', KEYS, ['a', 'b'], { [KEYS]: ['a'] }, true],
    ['ForAllValues:StringEquals', KEYS, ['a', 'b'], { [KEYS]: ['a', 'c'] }, false],
    // Where there is none, all of them are well: a policy that wants some says so by Null.
    ['ForAllValues:StringEquals', KEYS, 'a', {}, true],
    ['ForAnyValue:StringEquals', KEYS, 'a', { [KEYS]: ['a', 'c'] }, true],
    ['ForAnyValue:StringEquals', KEYS, 'a', { [KEYS]: ['c'] }, false],
    ['ForAnyValue:StringEquals', KEYS, 'a', {}, false],
    [
      'ArnLike',
      'aws:SourceArn',
      'arn:aws:fis:*:1:experiment/*',
      { 'aws:SourceArn': 'arn:aws:fis:x:1:experiment/e' },
      true,
    ],
    [
      'ArnLike',
      'aws:SourceArn',
      'arn:aws:fis:*:experiment/*',
      { 'aws:SourceArn': 'arn:aws:fis:x:1:experiment/e' },
      false,
    ],
  ]
  for (const [operator, key, wanted, context, expected] of rows) {
    const said = `${operator} ${key} ${JSON.stringify(wanted)}`
    it(`${said}: ${expected ? 'holds' : 'does not hold'} with ${JSON.stringify(context)}`, () => {
      expect(conditionHolds({ [operator]: { [key]: wanted } }, context)).to.equal(expected)
    })
  }

  it('must all hold', () => {
    const block = { StringEquals: { [TAG]: 'test', 'aws:RequestedRegion': 'eu-west-1' }, Null: { [KEYS]: 'true' } }
    const context = { [TAG]: 'test', 'aws:RequestedRegion': 'eu-west-1' }
    expect(conditionHolds(block, context)).to.equal(true)
    expect(conditionHolds(block, { ...context, [KEYS]: ['a'] })).to.equal(false)
    expect(conditionHolds(block, { ...context, 'aws:RequestedRegion': 'eu-west-2' })).to.equal(false)
  })

  const unknown: readonly (readonly [string, string, Context])[] = [
    ['StringSounds', TAG, {}],
    ['NumericLessThan', TAG, {}],
    ['StringEquals', 'aws:SourceIp', {}],
    ['StringEqualsIfExists', 'rds:db-tag/stage', {}],
    ['ForSomeValues:StringEquals', TAG, {}],
    ['StringEquals', KEYS, { [KEYS]: ['a', 'b'] }],
  ]
  for (const [operator, key, context] of unknown) {
    it(`are neither kept nor broken where nobody knows them: ${operator} ${key}`, () => {
      expect(() => conditionHolds({ [operator]: { [key]: 'x' } }, context)).to.throw(UnknownToEvaluator)
    })
  }

  it('have no variables that are known', () => {
    const block = { StringEquals: { [TAG]: '${aws:username}' } }
    expect(() => conditionHolds(block, {})).to.throw(UnknownToEvaluator, 'aws:username')
  })
})
