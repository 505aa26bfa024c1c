// What the shift sheet says, on the page and in the workbook alike.
export const sheetZh = {
  title: '班次单', which: { now: '本班', before: '上一班' }, none: { now: '此刻没有进行中的班次', before: '近两日没有已结束的班次' },
  tier: { area: '面·巡区', line: '线·必巡线', point: '点·必到点' },
  round: { area: '次驻留', line: '轮', point: '次到点' },
  state: { met: '达标', due: '未达标', void: '缺口', whole: '完成', short: '未完成', none: '无时段' },
  head: {
    town: '镇街', tier: '层级', id: '编号', name: '名称', shift: '班次', planned: '计划', due: '应完成', delivered: '完成', missed: '漏', early: '早', late: '晚',
    done: '实际', asked: '应有', unit: '单位', share: '要求比例', last: '最近到岗', state: '状态', reasons: '原因', beats: '数量', met: '达标',
  },
  missed: { area: '漏', line: '漏巡', point: '未到' },
  amount: { area: '在场分', line: '巡线米', point: '在岗' },
  unit: { minutes: '分', metres: '米' },
  reason: {
    unrecorded: '{n}{round}：记录自 {time} 起，此前不知', short: '{n}{round}：到过，最多 {most} {unit}，应有 {asked} {unit}',
    few: '{n}{round}：人数不足，最多 {most} 人完成，应有 {asked} 人',
    nobody: '{n}{round}：时段内本镇街该层级无人在岗', unexplained: '{n}{round}：未说明',
    early: '{n}{round}早于时段：{times}', late: '{n}{round}晚于时段：{times}', refilled: '{n}{round}含时段结束后补传的定位，{time} 收到',
    void: '{time} 起无人', unmanned: '在岗少 {minutes} 分', unmannedNobody: '在岗少 {minutes} 分；本镇街该层级无人在岗 {nobody} 分',
  },
  list: '、', stop: '；', date: '{year}年{month}月{day}日', moment: '{month}月{day}日 {time}', period: '{from}–{to}',
  asOf: '截至 {time}', since: '覆盖记录自 {time} 起', summary: '汇总', whole: '全部', total: '合计', all: '总表', notes: '口径', mark: { demo: '演示数据', exercise: '演练' },
  lead: '带班领导', duty: '值班员', takes: '接班人', signed: '签字', at: '时间',
  print: '打印', save: '下载 XLSX', loading: '正在取班次单', failed: '未取得：{reason}', still: '班次未结束，只计已到时段',
  note: {
    counts: '计划：班次内的时段数。应完成 = 完成 + 漏。漏（点为未到）：时段（含允许的早晚）已结束而未完成。早、晚计在完成之内。',
    tiers: '面：每段一次驻留，达到规定停留；线：每轮覆盖规定比例的里程；点：每次停留达到规定时长，或打卡。都要达到计划人数。',
    amount: '在场分：已过各时段的在场分钟，每段最多计到应停留分钟 ÷ 这些时段应停留的分钟。巡线米：已开始各轮覆盖的米数 ÷ 这些轮的全长。在岗：达到计划人数在岗的分钟 ÷ 班次已过分钟，须在岗的点才有。',
    fixes: '只计在岗、本层级、精度 50 米以内、无跳变的定位；迟到 24 小时以上的不计。',
    reasons: '原因只写记录能证明的；记录说不出的写未说明。无人在岗：归属本镇街的该层级力量在整个时段内都未上岗。',
    state: '达标、未达标、缺口是截至时点的状态；班次结束后只分完成与未完成；班内没有一个完整时段的写无时段。',
  },
}
