import type { HttpContract } from './http-contract.ts'

/** Every success is one: all that can be said of a service that takes no canary. */
export const ANSWERS_CONTRACT: HttpContract = {
  read: { path: '', ok: Array.from({ length: 100 }, (_, index) => 200 + index) },
}

/** The order service's contract, which the lab's service keeps; also the one to imitate. */
export const ORDERS_CONTRACT = {
  write: {
    path: '/orders',
    body: '{"writer":"{writer}","seq":{seq}}',
    ok: [201],
    // It documents 409 as "refused by a constraint, not stored" and 429 as "refused before any work was done".
    refused: [409, 429],
    echo: true,
  },
  read: { path: '/orders/latest?writer={writer}', ok: [200], newest: 'seq' },
} as const satisfies HttpContract
