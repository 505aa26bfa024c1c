// Message ids and results of JT/T 808 that this server sends or understands.

/** u16 ids; 0x0… come from the terminal, 0x8… go to it. */
export const id = {
  terminalAck: 0x0001,
  heartbeat: 0x0002,
  logout: 0x0003,
  timeQuery: 0x0004,
  register: 0x0100,
  auth: 0x0102,
  location: 0x0200,
  pollAnswer: 0x0201,
  batch: 0x0704,
  ack: 0x8001,
  resend: 0x8003,
  time: 0x8004,
  registerAnswer: 0x8100,
  params: 0x8103,
  poll: 0x8201,
  track: 0x8202,
  confirm: 0x8203,
  text: 0x8300,
} as const

/** Result of a general ack (0x0001, 0x8001); `alarmConfirmed` only in 0x8001. */
export const result = { ok: 0, failed: 1, malformed: 2, unsupported: 3, alarmConfirmed: 4 } as const

/** Result of 0x8100. */
export const registerResult = { ok: 0, vehicleTaken: 1, noSuchVehicle: 2, terminalTaken: 3, noSuchTerminal: 4 } as const
