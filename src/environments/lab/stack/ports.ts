/** The ports on which the parts of the sample stack listen, each in its own container. */
export const STACK_PORTS = { http: 8_080, sql: 5_432, agent: 7_000 } as const

/** Every address of the container: who may reach it is the business of the stack's networks. */
export const ANY_ADDRESS = '0.0.0.0'
