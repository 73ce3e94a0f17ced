import { expect } from 'chai'
import { isPassing } from '../../../../src/environments/aws/clients/errors.ts'
import { UnknownMemberError } from '../../../../src/environments/aws/clients/known-members.ts'
import { NotAwsError } from '../../../../src/environments/aws/clients/stand-in.ts'
import { RefusedError } from '../../../../src/environments/environment.ts'

function named(name: string, more: object = {}): Error {
  return Object.assign(new Error('no'), { name }, more)
}

describe('an error that may pass', () => {
  const passing: readonly Error[] = [
    named('Error', { code: 'ECONNRESET' }),
    named('Error', { code: 'ECONNREFUSED' }),
    named('Error', { code: 'EAI_AGAIN' }),
    named('TimeoutError'),
    named('SomethingOfTheClient', { $retryable: {} }),
    named('InternalFailure', { $metadata: { httpStatusCode: 500 } }),
    named('TooManyRequestsException', { $metadata: { httpStatusCode: 429 } }),
    named('Throttling', { $metadata: { httpStatusCode: 400 } }),
  ]
  for (const error of passing) {
    it(`is ${error.name} ${JSON.stringify(error)}`, () => expect(isPassing(error)).to.equal(true))
  }

  const lasting: readonly unknown[] = [
    new TypeError('x is not a function'),
    new RangeError('there is no such operation'),
    new UnknownMemberError('StartExperiment', ['experimentOptions']),
    new NotAwsError('example.com'),
    new RefusedError(['no']),
    named('CredentialsProviderError'),
    named('AccessDenied', { $metadata: { httpStatusCode: 403 } }),
    undefined,
  ]
  for (const error of lasting) {
    it(`is not ${String(error)}`, () => expect(isPassing(error)).to.equal(false))
  }
})
