// The shift sheet in English, for the page alone: the workbook speaks Chinese.
import type { sheetZh } from './sheet.zh-CN.ts'

export const sheetEn: typeof sheetZh = {
  title: 'Shift sheet', which: { now: 'This shift', before: 'Shift before' }, none: { now: 'no shift is on', before: 'no shift has ended in the last two days' },
  tier: { area: 'Areas', line: 'Lines', point: 'Points' },
  round: { area: ' stays', line: ' rounds', point: ' visits' },
  state: { met: 'met', due: 'not met', void: 'void', whole: 'whole', short: 'short', none: 'no window' },
  head: {
    town: 'Town', tier: 'Tier', id: 'No.', name: 'Name', shift: 'Shift', planned: 'Plan', due: 'Due', delivered: 'Done', missed: 'Miss', early: 'Early', late: 'Late',
    done: 'Actual', asked: 'Asked', unit: 'Unit', share: 'Share asked', last: 'Last', state: 'State', reasons: 'Reasons', beats: 'Beats', met: 'Met',
  },
  missed: { area: 'Miss', line: 'Miss', point: 'Not vis.' },
  amount: { area: 'Minutes there', line: 'Metres', point: 'Manned' },
  unit: { minutes: 'min', metres: 'm' },
  reason: {
    few: '{n}{round}: done by {most} at most of {asked} people',
    unrecorded: '{n}{round}: the record begins at {time}', short: '{n}{round}: somebody came, {most} {unit} at most of {asked} {unit}',
    nobody: '{n}{round}: nobody of the tier in this town was on duty', unexplained: '{n}{round}: not explained',
    early: '{n}{round} early: {times}', late: '{n}{round} late: {times}', refilled: '{n}{round} with positions that came afterwards, at {time}',
    void: 'nobody since {time}', unmanned: '{minutes} min short', unmannedNobody: '{minutes} min short; for {nobody} min nobody of the tier in this town was on duty',
  },
  list: ', ', stop: '; ', date: '{day}/{month}/{year}', moment: '{day}/{month} {time}', period: '{from}–{to}',
  asOf: 'as of {time}', since: 'Coverage is recorded since {time}', summary: 'totals', whole: 'all', total: 'Total', all: 'All', notes: 'Definitions', mark: { demo: 'DEMO DATA', exercise: 'EXERCISE' },
  lead: 'Lead', duty: 'On duty', takes: 'Takes over', signed: 'signed', at: 'at',
  print: 'Print', save: 'Save XLSX', loading: 'Fetching the sheet', failed: 'Not received: {reason}', still: 'the shift is on; counted up to now',
  note: {
    counts: 'Plan: windows of the shift. Due = done + missed. Missed: the window, with its allowance, has closed without. Early and late are among those done.',
    tiers: 'Areas: one stay of the asked dwell in each part of the shift. Lines: the asked share of the length in each round. Points: the asked dwell or a check-in at each visit. All by as many people as the plan asks for.',
    amount: 'Minutes there: in the parts of the shift that have closed, in each no more than is asked for, of the minutes asked for. Metres: covered, of the lines in rounds that have begun. Manned: by as many people as the plan asks for, of the shift so far, for posts that have to be manned.',
    fixes: 'Only positions of units of the tier on duty count, accurate to 50 m, without jumps, and no more than 24 h late.',
    reasons: 'Reasons are what the record proves; what it does not say is not explained. Nobody on duty: no unit of the tier that belongs to the town was, throughout the window.',
    state: 'Met, not met and void are states as of the time given; of a shift that is over it is said whether it is whole or short, or that its plan held for no whole window.',
  },
}
