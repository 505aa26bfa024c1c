// The second language; the type holds it to the same keys as zh-CN.ts.
import { refusalsEn } from './refusals.en.ts'
import { sheetEn } from './sheet.en.ts'
import type { Words } from './zh-CN.ts'

export const en: Words = {
  brand: 'Anlan',
  scene: { duty: 'Duty', patrol: 'Three-tier patrol', calibrate: 'Calibration', health: 'Ingest health', sheet: 'Shift sheet', editor: 'Patrol plan editor' },
  tier: {
    area: { short: 'Area', who: 'Police', what: 'police' },
    line: { short: 'Line', who: 'Town teams', what: 'town teams' },
    point: { short: 'Point', who: 'Guards', what: 'guards' },
  },
  fresh: { live: 'live', aging: 'aging', stale: 'stale', lost: 'lost' },
  stage: {
    draft: 'to complete', reported: 'to accept', accepted: 'to dispatch', dispatched: 'to sign', handling: 'handling', suspended: 'suspended',
    handled: 'to verify', closed: 'closed', archived: 'archived', rejected: 'rejected', merged: 'merged', void: 'void',
  },
  slot: ['to accept', 'to dispatch', 'to sign', 'handling', 'to verify'],
  level: { colour: ['Red', 'Orange', 'Yellow', 'Blue'], name: ['critical', 'urgent', 'watch', 'normal'] },
  span: { minute: 'min', hour: 'h', day: 'd', minuteTight: '{n}m', hourTight: '{n}h', dayTight: '{n}d' },
  date: { day: '{day}/{month}', yesterday: 'yesterday', weekday: ['Sunday', 'Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday'] },
  asOf: { stands: 'stands at {time}', none: 'not received' },
  dialect: { jt808: 'Vehicles', 'owntracks-http': 'Phones HTTP', 'owntracks-mqtt': 'Phones MQTT', osmand: 'Phones GET', batch: 'Gateways' },
  mark: { demo: 'DEMO DATA', exercise: 'EXERCISE', unpaired: 'unpaired · read-only' },
  link: {
    screen: 'This screen', state: { opening: 'joining', live: 'live', degraded: 'late', lost: 'lost' },
    ago: '{n} s ago', agoMinutes: '{n} min ago', agoHours: '{n} h ago', seconds: '{n} s', never: 'nothing received', last: 'Last break', none: 'none',
    missing: '{n} recovered', nothing: 'nothing missed', whole: 'whole picture taken anew', others: 'Other sources', othersLive: '{n} live', othersMore: '{n} more',
    lost: 'Link lost', short: '{seconds} s', minutes: '{minutes} min {seconds} s', hours: '{hours} h {minutes} min', stands: 'picture stands at', phone: 'use radio and telephone',
  },
  summary: {
    sos: '{n} calls for help', level: '{n} {level}', source: '{n} sources silent', open: '{n} open', calm: 'no {first} or {second} events',
  },
  alarm: {
    more: '{n} more', event: 'Event', sos: 'Call for help', source: '{name} silent', dialect: 'position source', gateway: 'position gateway', events: 'event source',
    reported: 'happened {time}', called: 'called {time}', silent: 'no data since {time}', never: 'no data since start',
    calm: 'No {first} or {second} events, no calls for help, no source silent', rest: 'No other alarms', stands: 'Stands at {time}; unknown since', unknown: 'no position', standing: 'standing',
    placed: 'place {span} ago', placedWhen: 'place of unknown time', noPlace: 'place unknown',
  },
  breach: {
    void: 'No cover: {name}', left: 'Post left: {name}', missed: 'Round missed: {name}', untimely: 'Round off its time: {name}',
    outside: 'Out of bounds: {name}', idle: 'Standing still: {name}', overstay: 'Stays too long: {name}',
    since: { void: 'nobody since {time}', left: 'empty since {time}', missed: '{turn} not made', untimely: '{turn} off its time', outside: 'beyond its beats since {time}', idle: 'in one place since {time}', overstay: 'there since {time}' },
    turn: 'round {n}, {window}', turns: 'round {n}, {window}, {count} in all', at: 'at {beat}', refilled: 'withdrawn by refill', corrected: 'withdrawn, corrected',
    comes: '{unit} there in about {n} min', nobody: 'nobody can be there in {n} min',
  },
  map: {
    title: 'District', titleOf: '{name}', onDuty: 'on duty', stale: 'stale place', lost: 'lost', schematic: 'schematic', inset: 'Town', units: 'units', events: 'events',
    left: 'see left', right: 'see right', above: 'see above', below: 'see below', refit: 'whole district', outOfView: '{n} out of view', covered: '{n} covered', label: 'Map of the district: units and events',
    loading: 'fetching the district', fault: 'no map: {why}', gone: 'graphics lost, coming back', sos: '{name} calls for help',
  },
  queue: {
    title: 'Open events', count: '{n}', stage: 'stage {span}', rest: '{n} more', whole: 'all listed', counted: '{n} counted alone, not shown one by one',
    none: 'No open events', oldest: 'oldest {span}', median: 'median {span}',
    ages: 'Open for', upTo: '≤ {span}', over: '> {span}',
  },
  tide: {
    title: 'Three tiers online', window: 'last 24 h', since: 'since {time}', online: '{n} / {of} on duty', parts: 'stale {stale} · lost {lost}', whole: '{n} / {of} on duty · stale {stale} · lost {lost}', registered: '{n} registered',
    nobody: 'nobody on duty', events: 'Events', eventsWindow: 'new in 24 h', now: 'now',
  },
  arrivals: {
    title: 'New events', by: 'by category', step: 'by {span}', window: { '5m': '5 min', '1h': '1 h', '24h': '24 h', '7d': '7 d', ytd: 'year' },
    before: 'was {n}', beforeYear: 'last year {n}', up: 'up {n}', down: 'down {n}', same: 'same', noBefore: 'no base', others: '{n} others',
  },
  towns: { title: { district: 'New by town', town: 'New by village', village: 'New by grid', grid: 'New in this grid' }, window: 'last 24 h', before: '24 h before', unknown: 'no town' },
  sheet: {
    title: 'Definition', close: 'Close', formula: 'Formula', window: 'Window', state: 'State at', asOf: 'As of', fraction: 'Fraction', every: 'every 2 s',
    source: 'Source', parts: 'Parts', own: 'own ledger and positions', range: '{from} to {to}', notSummed: 'the parts do not add up and are shown as they are',
    duty: 'On duty', signed: '{tier} on duty', registered: '{tier} registered',
    says: {
      open: 'events not yet closed at this moment', ages: 'events not yet closed, by the time since they happened', towns: 'events that happened in the window, by the regions right below; beside them the 24 hours before',
      presence: 'online ÷ on duty; online = on duty with a live or aging place; units that belong to the region and those that are in it', duty: 'units signed on and not yet off, of those that belong to the region or are in it; beside them the registered',
      'patrol-coverage': 'beats that met their own plan ÷ beats due in this shift', 'patrol-oldest': 'of each town and tier the most minutes since the last visit of any beat due; 0 while somebody is there',
      coverage: {
        area: 'areas met ÷ areas due; met = stays due by now and weighted cells seen in time both reach the plan of the area', line: 'lines met ÷ lines due; met = every round due by now was walked to its planned length', point: 'points met ÷ points due; met = every visit due by now was made, and manned posts reach their planned share',
        'area-rounds': 'stays of enough minutes ÷ stays due by now', 'area-reach': 'cells seen within the interval of their area ÷ all cells, by weight', 'area-time': 'minutes of presence ÷ (stays due × minutes of each)',
        'line-rounds': 'of rounds whose windows have closed: done ÷ planned', 'line-reach': 'of rounds whose windows have closed: length covered ÷ length planned; a track counts within the distance of its line', 'line-time': 'of rounds whose windows have closed: done in time ÷ planned, within the allowance',
        'point-rounds': 'of visits whose windows have closed: made ÷ due', 'point-reach': 'visits of enough minutes or with a check-in ÷ visits due', 'point-time': 'posts with somebody on them now ÷ posts to be manned now',
      },
      beat: {
        area: 'now minus the last moment at which police were in the area; only places of units on duty count, fresh and within 50 m', line: 'now minus the last moment at which a town team was on the line; only places of units on duty count, fresh and within 50 m',
        point: 'now minus the last moment at which a guard was within the radius, or checked in; only places of units on duty count, fresh and within 50 m',
      },
      rolling: 'events that happened in the window, whenever reported; against the window of equal length before', ytd: 'events that happened since 1 January; against the same dates of last year',
    },
  },
  forces: {
    kind: { armband: 'Red armbands', 'building-watch': 'Building watch', 'household-league': 'Household league', 'neighbour-watch': 'Neighbour watch' },
    role: { officer: 'Officer', member: 'Grid member' },
    criterion: { basic: 'Basic work', service: 'Service to residents', innovation: 'New ways', emergency: 'Emergencies' },
    reason: { mistaken: 'recorded by mistake', duplicate: 'recorded twice', disputed: 'disputed' },
    stars: '{n} stars', noStar: 'no star', few: 'fewer than 5 people, not shown',
  },
  health: {
    asOf: 'as of {time}', rate: 'Fixes a second', hour: 'Fixes in the last hour', delay: 'Delay s, median / 95 %', age: 'Age of places s, median / 95 %', unregistered: 'Unregistered devices',
    source: 'Source', state: 'State', last: 'Last heard', interval: 'Interval s', connections: 'Connections', minute: 'Last minute', refused: 'Refused, last hour',
    reason: 'Reason of refusal', code: 'Code', times: 'Times', noRefusal: 'Nothing refused since the start', never: 'never heard', unknown: 'not yet received', silent: 'silent for {span}',
  },
  opening: {
    title: 'Joining', connecting: 'dialling the server', joining: 'connected, asking for the picture', refused: 'The server did not take this screen: {reason}', address: 'Server {address}', waited: '{n} s so far',
  },
  calibrate: {
    lead: 'Measure once; type is then sized for the farthest viewer: one unit is 20 arc-minutes.',
    bar: '1 Measure this bar with a ruler', barUnit: 'mm', distance: '2 Farthest viewer to the wall', distanceUnit: 'mm', modules: '3 Displays in the wall', across: 'across', down: 'down',
    result: 'Result', pitch: '{n} mm a pixel', rem: 'unit {n} px', size: 'screen {width} × {height} units', columns: '{n} columns',
    sample: 'Smallest text: readable from the farthest seat', save: 'Keep for this screen', saved: 'kept', back: 'Back to duty', bad: 'out of the usable range', ask: 'shown once 1 and 2 are filled in', alarms: 'alarms', kept: 'Screen {name}', small: 'the unit fell under 12 px; 12 px are used',
  },
  panel: { map: 'map', queue: 'open events', tide: 'online', arrivals: 'new events', towns: 'towns' },
  patrol: {
    tier: { area: 'police areas', line: 'town lines', point: 'guard points' },
    met: { area: 'areas met', line: 'lines met', point: 'points met' },
    bar: {
      rounds: { area: 'Stays', line: 'Rounds done', point: 'Visits' }, reach: { area: 'Cells in time', line: 'Length km', point: 'Visits, full' },
      time: { area: 'Minutes there', line: 'In time', point: 'Posts manned' },
    },
    gap: { area: 'gaps', line: 'missed', point: 'missed' }, gone: { area: '{n} min without police', line: '{n} min not walked', point: '{n} min not visited' },
    never: 'no visit known', longest: 'longest', tick: 'as planned',
    map: { title: 'Coverage', since: 'since last visit', idle: 'not due' },
    matrix: { title: 'Town × tier', part: 'Village × tier', by: 'longest unvisited, min', never: 'none', idle: 'not due', more: '{n} more rows' },
    tide: { title: 'Three tiers met', met: '{n} / {of} met', online: 'online {n} / {of}' },
    sum: { share: '{tier} {n}%', gaps: '{n} gaps', gapsFor: '{n} gaps, longest {minutes} min', calm: 'no gaps' },
    state: { unknown: 'No coverage received yet', none: 'No set of beats adopted', idle: 'No beats due', nothing: 'None due', dash: '–', fetching: 'fetching the beats', fault: 'no beats ({why}), asking again', behind: 'beats of the set before, {why}' },
    turn: { on: 'round {from}–{to}', next: 'next {from}', here: '{n} there' },
    beatState: { idle: 'not due', due: 'not met', met: 'met', void: 'gap' },
    beat: {
      unit: 'min unvisited', shift: { area: 'Stays', line: 'Rounds', point: 'Visits' }, planned: '{n} planned', due: '{n} due', delivered: '{n} delivered', present: '{n} there', worth: 'worth {n}',
      last: 'Last visit', here: 'there since {time}', share: { area: 'Cells seen', line: 'Round so far', point: 'Manned' }, plan: 'Plan', turnOn: 'Round', turnNext: 'Next', team: 'Team', silence: 'Reports',
    },
    plan: {
      area: '{n} stays × {dwell} min, {share}% of cells', line: '{n} rounds, {share}% of the length', point: '{n} visits × {dwell} min', post: 'manned {share}%', people: '{n} at least', interval: 'within {n} min', limit: 'limit {n} min',
    },
    silence: { busy: 'events open', calm: 'no reports, visited', blind: 'no reports and no visit: quiet proves nothing', idle: 'no reports, not due' },
  },
  unit: {
    search: 'Find a unit', searchBy: 'Find a unit by call sign or number', none: 'No such call sign', show: 'Show units', kind: { car: 'car', motorcycle: 'motorcycle', foot: 'on foot', post: 'post' },
    signed: 'on duty since {time}·{n} people', off: 'not on duty', fix: 'Position', team: 'Team', shift: 'Shift', within: { area: 'In beat', line: 'On line', point: 'At point' }, nowhere: 'in none', noFix: 'no position',
    ago: '{span} ago', leaves: 'Cost of leaving', span: { 30: '30 min', 60: '1 hour', 120: '2 hours' }, nothing: 'Away for {span}: no gap, no empty post, no missed round', offNothing: 'Not on duty: leaving uncovers nothing',
    voids: 'Gaps to come', voidsOf: '{n}·{minutes} min in all', unmanned: 'Posts empty at once', misses: { stay: 'Stays to be missed', round: 'Rounds to be missed', visit: 'Visits to be missed' }, count: '{n}', times: '{n}',
    from: 'from {time} for {n} min', brief: 'from {time} for less than 1 min', closes: 'round {from}–{to}', now: 'at once', relief: '{unit} in {n} min', elsewhereUnit: 'a unit from elsewhere', nobody: 'nobody can come', left: '{n} min left',
    only: 'Counts for {tier} only; the other two tiers lose nothing', marked: 'Marked on the map', elsewhere: '{n} more outside this screen’s region', rest: '{n} more rows', asking: 'Asking for the cost of leaving', fault: 'No cost of leaving: {why}', silent: 'the server did not answer',
    lost: 'Link lost: as of {time}, unknown since', gone: 'This unit is registered no more or has left this screen’s region', asOf: 'as of {time}',
  },
  rounds: {
    title: { area: 'Last stays', line: 'Last rounds', point: 'Last visits' }, state: { kept: 'kept', early: 'early', late: 'late', missed: 'missed', on: 'under way', ahead: 'to come' },
    by: '{time} {unit}', someone: 'nobody can tell', nobody: 'nobody there', minutes: 'at most {n} / {of} min', metres: '{n} / {of} m', shift: '{name} {from}–{to}', counts: 'done {done} / {of}·missed {missed}', none: 'No round in this shift or the one before', manned: 'manned {n} / {of} min',
    asking: 'Asking for the last rounds', fault: 'No last rounds: {why}', rest: '{n} earlier ones',
  },
  shiftSheet: sheetEn,
  joins: { list: ', ', sentence: ', ', place: ' · ' },
  refusal: refusalsEn,
}
