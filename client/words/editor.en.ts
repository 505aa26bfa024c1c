// The editor's words in English.
import { misfitsEn } from '../../shared/domain/beats/misfits.ts'
import type { editorZh } from './editor.zh-CN.ts'

export const editorEn: typeof editorZh = {
  editor: {
    title: 'Patrol plan editor', loading: 'Fetching plan and map', failed: 'No plan received: {why}', again: 'Try again', small: 'The window is too narrow: use a screen of 1400 px or more',
    set: { now: 'plan in force', coming: 'from {time}', over: 'over', none: 'no plan yet', line: '{name} · {n} beats · {hash}' },
    draft: { made: 'made from', changes: 'draft with {n} changes', none: 'draft without changes', kept: 'kept on this machine', unkept: 'cannot be kept here: closing the page loses it' },
    kept: { found: 'This is the draft of last time; undo takes it back to the plan' },
    load: 'Load', drop: 'Drop the draft and load',
    tool: { choose: 'Choose', area: 'Draw area', line: 'Draw line', point: 'Draw point', corners: 'Corners', split: 'Split', rests: 'Rest place', remove: 'Delete', undo: 'Undo', redo: 'Redo', snap: 'Snap', import: 'Import', export: 'Export', look: 'Go to' },
    hint: {
      choose: 'Click the map or the list', area: 'Click corner by corner; the first one or Enter closes; Esc drops it', line: 'Click corner by corner; the last one again or Enter ends; Esc drops it', point: 'Click a place; Esc drops it',
      corners: 'Drag corners; small dots add one; a right click takes one away; Esc ends', 'split-area': 'Draw a line across; the last corner again or Enter cuts; Esc drops it', 'split-line': 'Click where the line is to part; Esc drops it', 'split-none': 'Choose an area or a line first',
      rests: 'Click where the team may rest: standing there is not idling; {n} places at most; Esc ends', 'rests-full': 'There are {n} places of rest at most: take one out in the plan first',
    },
    split: { misses: 'Not split: a line has to go from border to border, and not end to end', hole: 'Not split: the line goes through a hole', tangled: 'Not split: the line crosses itself', done: '“{name}” is {n} beats now' },
    carried: { clean: 'Your changes are on the new plan', both: 'Your changes are on the new plan; both sides had changed {ids}, yours stands' },
    file: { taken: '{n} beats read in place of the draft; undo takes it back', refused: 'The file cannot be used: {why}', crs: 'coordinates', name: 'patrol-plan-{district}-{date}.geojson' },
    crs: { wgs84: 'WGS 84', cgcs2000: 'CGCS2000', gcj02: 'GCJ-02', bd09: 'BD-09' },
    fresh: { area: 'New area {n}', line: 'New line {n}', point: 'New point {n}' },
    list: { all: 'all towns', faults: 'faulty', changed: 'changed', none: 'nothing of that kind', search: 'name or id' },
    mark: { added: 'new', changed: 'edited', removed: 'removed' },
    size: { km2: '{n} km²', m2: '{n} m²', km: '{n} km', m: '{n} m' },
    form: {
      title: 'Plan', none: 'Nothing chosen. Choose a beat to change its plan; it is checked at once', id: 'Id', name: 'Name', region: 'Counted in', team: 'Team', priority: 'Priority', shifts: 'Shifts', people: 'Least people', interval: 'Interval, min', rests: 'Places of rest, lon,lat', plan: { stays: 'Stays a shift', dwell: 'Dwell, min', cells: 'Cells seen, %', rounds: 'Rounds a shift', length: 'Length, %', allowance: 'Slack, min', buffer: 'Buffer, m', stand: 'Max idle, min', longest: 'Max stay, min', windows: 'Windows', visits: 'Visits a shift', radius: 'Radius, m', manned: 'Manned, %' },
      windowsHint: 'as 09:00-11:00; empty for equal parts', mannedHint: 'not manned', mostHint: 'no limit', restsHint: 'as 104.76930,29.37405; empty for none',
      priorityName: ['first', 'second', 'third'], bad: 'this cannot be used', taken: 'another beat has this id', size: 'Size', fits: 'fits', restore: 'Put back',
    },
    restSign: 'R', shape: 'shape', tier: 'tier', weights: 'weights of cells',
    preview: {
      title: 'What changes', none: 'the same as the plan', added: '{n} new', changed: '{n} edited', removed: '{n} removed', before: 'was', after: 'becomes', empty: 'none', shape: 'shape changed', weights: 'weights changed', more: '{n} more',
    },
    adopt: {
      title: 'Adopt', effective: 'Holds from', now: 'at once', until: 'until {time}, when the plan laid down takes over', forever: 'until another plan is adopted', key: 'API key (with the right “beats”)', keyHint: 'kept in this page’s memory alone', go: 'Adopt the plan', going: 'Sending',
      blocked: { faults: '{n} faults have to be mended first', none: 'nothing has changed', time: 'this is no time', past: 'that time is over', stale: 'another plan holds then than the one this draft is made from', key: 'type an API key', empty: 'a plan cannot be empty' },
      carry: 'Load that plan and carry my changes over', done: 'Adopted; holds from {time}', repeated: 'The same plan holds then already', refused: 'Not adopted: {why}', network: 'Not received by the server: {why}',
    },
    misfit: { ...misfitsEn },
    sketch: { fine: '{size}', bad: '{size} cannot be used: {why}' },
    keys: { undo: 'Ctrl Z', redo: 'Ctrl Y', choose: 'Esc', remove: 'Delete' },
  },
}
