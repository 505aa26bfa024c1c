// Every word that a person reads, in the language of the duty room; en.ts has the same keys.
import { sheetZh } from '../../shared/domain/sheet-words.ts'
import { refusalsZh } from './refusals.zh-CN.ts'

export const zhCN = {
  brand: '安澜',
  scene: { duty: '值班态势', patrol: '三级巡防', calibrate: '屏幕标定', health: '接入健康', sheet: '班次单', editor: '巡防方案编辑' },
  tier: {
    area: { short: '面', who: '民警', what: '民警·巡区' },
    line: { short: '线', who: '镇街', what: '镇街·必巡线' },
    point: { short: '点', who: '保安', what: '保安·必到点' },
  },
  fresh: { live: '实时', aging: '变旧', stale: '陈旧', lost: '失联' },
  stage: {
    draft: '待补充', reported: '待受理', accepted: '待派遣', dispatched: '待签收', handling: '处置中', suspended: '挂起',
    handled: '待核查', closed: '已结案', archived: '已归档', rejected: '不予受理', merged: '已并案', void: '已作废',
  },
  slot: ['待受理', '待派遣', '待签收', '处置中', '待核查'],
  level: { colour: ['红', '橙', '黄', '蓝'], name: ['特急', '紧急', '关注', '一般'] },
  span: { minute: '分', hour: '小时', day: '天', minuteTight: '{n}分', hourTight: '{n}小时', dayTight: '{n}天' },
  date: { day: '{month}月{day}日', yesterday: '昨日', weekday: ['星期日', '星期一', '星期二', '星期三', '星期四', '星期五', '星期六'] },
  asOf: { stands: '停在 {time}', none: '未取得' },
  dialect: { jt808: '车载终端', 'owntracks-http': '手机直报', 'owntracks-mqtt': '手机推送', osmand: '巡防手机', batch: '批量网关' },
  mark: { demo: '演示数据', exercise: '演练', unpaired: '未配对·只读' },
  link: {
    screen: '本屏链路', state: { opening: '正在接入', live: '实时', degraded: '迟滞', lost: '中断' },
    ago: '{n} 秒前', agoMinutes: '{n} 分前', agoHours: '{n} 小时前', seconds: '{n} 秒', never: '未收到数据', last: '上次中断', none: '无',
    missing: '已补 {n} 条', nothing: '无遗漏', whole: '已重取全图', others: '其余来源', othersLive: '{n} 路实时', othersMore: '另有 {n} 路',
    lost: '链路中断', short: '{seconds} 秒', minutes: '{minutes} 分 {seconds} 秒', hours: '{hours} 小时 {minutes} 分', stands: '画面停在', phone: '以电台电话为准',
  },
  summary: {
    sos: '{n} 起求助', level: '{n} 起{level}', source: '{n} 路来源中断', open: '{n} 件在办', calm: '无{first}、{second}事件',
  },
  alarm: {
    more: '另有 {n} 条', event: '事件', sos: '紧急求助', source: '{name} 中断', dialect: '定位来源', gateway: '定位网关', events: '事件来源',
    reported: '{time} 发生', called: '{time} 呼救', silent: '{time} 起无数据', never: '开机以来无数据',
    calm: '无{first}、{second}事件，无求助，无来源中断', rest: '此外无告警', stands: '停在 {time}，此后情况不明', unknown: '位置未报', standing: '未解除',
    placed: '位置 {span}前', placedWhen: '位置时刻不明', noPlace: '位置未知',
  },
  breach: {
    void: '覆盖缺口 {name}', left: '脱岗 {name}', missed: '漏巡 {name}', untimely: '误点 {name}',
    outside: '越界 {name}', idle: '滞留 {name}', overstay: '超时停留 {name}',
    since: { void: '{time} 起无人', left: '{time} 起岗位无人', missed: '{turn}未巡', untimely: '{turn}不准点', outside: '{time} 起在巡区之外', idle: '{time} 起停留原地', overstay: '{time} 起停留' },
    turn: '第{n}轮 {window} ', turns: '第{n}轮 {window} 等 {count} 轮 ', at: '在 {beat}', refilled: '补传撤销', corrected: '更正撤销',
    comes: '{unit} 约 {n} 分可到', nobody: '{n} 分内无人可到',
  },
  map: {
    title: '全区态势', titleOf: '{name}态势', onDuty: '在岗', stale: '位置陈旧', lost: '失联', schematic: '示意图', inset: '城区', units: '力量', events: '事件',
    left: '见左图', right: '见右图', above: '见上图', below: '见下图', refit: '回到全区', outOfView: '画面外 {n} 起', covered: '被遮 {n} 起', label: '辖区地图：力量与事件',
    loading: '正在取辖区图', fault: '地图不可用：{why}', gone: '图形中断，正在恢复', sos: '{name} 求助',
  },
  queue: {
    title: '在办事件', count: '{n} 件', stage: '本环节 {span}', rest: '其余 {n} 件', whole: '全部在列', counted: '{n} 件只计数，不逐件上墙',
    none: '无在办事件', oldest: '最久 {span}', median: '中位 {span}',
    ages: '在办时长', upTo: '≤ {span}', over: '> {span}',
  },
  tide: {
    title: '三级力量在线', window: '近 24 小时', since: '自 {time} 起', online: '在线 {n} / {of} 在岗', parts: '陈旧 {stale}·失联 {lost}', whole: '{n} / {of} 在岗·陈旧 {stale}·失联 {lost}', registered: '登记 {n}',
    nobody: '无人在岗', events: '事件', eventsWindow: '近 24 小时新增', now: '现在',
  },
  arrivals: {
    title: '新增事件', by: '按类别', step: '每 {span}', window: { '5m': '5 分钟', '1h': '1 小时', '24h': '24 小时', '7d': '7 天', ytd: '今年' },
    before: '前 {n}', beforeYear: '去年同期 {n}', up: '增 {n}', down: '减 {n}', same: '持平', noBefore: '无同期', others: '其余 {n} 类',
  },
  towns: { title: { district: '各镇街新增', town: '各村社新增', village: '各网格新增', grid: '本网格新增' }, window: '近 24 小时', before: '前 24 小时', unknown: '未定位' },
  sheet: {
    title: '口径', close: '关闭', formula: '算式', window: '窗口', state: '时点', asOf: '截至', fraction: '分子 / 分母', every: '每 2 秒',
    source: '来源', parts: '构成', own: '本系统台账与定位', range: '{from} 至 {to}', notSummed: '构成相加不等于合计，照原样显示',
    duty: '在岗力量', signed: '{tier} 在岗', registered: '{tier} 登记',
    says: {
      open: '截至此刻尚未办结的事件件数', ages: '尚未办结的事件，按发生至今的时长分段计数', towns: '窗口内发生的事件件数，按下一级辖区分列；另列前一个 24 小时',
      presence: '在线 ÷ 在岗；在线 = 在岗且位置为实时或变旧；归属本辖区或位于本辖区的力量都计入', duty: '已上岗而未下岗的力量数，归属本辖区或位于本辖区的都计入；另列登记数',
      'patrol-coverage': '达标巡区、必巡线、必到点数 ÷ 本班应巡数；各按自己的计划判定', 'patrol-oldest': '各镇街各级应巡对象中，距上次到访最久的分钟数；有人在场记 0',
      coverage: {
        area: '达标巡区 ÷ 应巡巡区；达标 = 至此刻，应有的停留次数和时限内到访的加权格占比都达到本巡区计划', line: '达标必巡线 ÷ 应巡必巡线；达标 = 至此刻应完成的轮次都已按计划长度走完', point: '达标必到点 ÷ 应到必到点；达标 = 至此刻应到的次数都已到，守岗点在岗占比达到计划',
        'area-rounds': '至此刻达到停留时长的停留次数 ÷ 至此刻应有的停留次数', 'area-reach': '各巡区时限内到访过的格 ÷ 全部格，按格的权重计', 'area-time': '在场分钟数 ÷（应有停留次数 × 每次应停留分钟数）',
        'line-rounds': '窗口已过的轮次中，已完成 ÷ 计划', 'line-reach': '窗口已过的轮次中，走过的长度 ÷ 计划长度；轨迹在线路两侧限距以内才算', 'line-time': '窗口已过的轮次中，准点完成 ÷ 计划；早晚不超过允许的误差',
        'point-rounds': '窗口已过的到点次数中，已到 ÷ 应到', 'point-reach': '停留达到分钟数或已打卡的到点次数 ÷ 应到次数', 'point-time': '此刻有人在岗的岗位 ÷ 此刻应有人在岗的岗位',
      },
      beat: {
        area: '此刻减去最后一次有民警在区内的时刻；只计在岗、位置新鲜、误差 50 米以内的定位', line: '此刻减去最后一次有镇街力量在线上的时刻；只计在岗、位置新鲜、误差 50 米以内的定位',
        point: '此刻减去最后一次有保安在半径内或打卡的时刻；只计在岗、位置新鲜、误差 50 米以内的定位',
      },
      rolling: '窗口内发生的事件件数，不论何时报来；与其前等长的窗口相比', ytd: '今年 1 月 1 日起发生的事件件数；与去年同期相比',
    },
  },
  forces: {
    kind: { armband: '红袖标', 'building-watch': '守楼护院', 'household-league': '联户联防', 'neighbour-watch': '邻里守望' },
    role: { officer: '政法干警', member: '网格员' },
    criterion: { basic: '基础工作', service: '服务群众', innovation: '创新工作', emergency: '应急处突' },
    reason: { mistaken: '登记有误', duplicate: '重复登记', disputed: '当事人有异议' },
    stars: '{n} 星', noStar: '未评星', few: '不足 5 人，不显示',
  },
  health: {
    asOf: '截至 {time}', rate: '每秒定位', hour: '近 1 小时定位', delay: '到达时延 秒 中位 / 95%', age: '位置时龄 秒 中位 / 95%', unregistered: '未登记设备',
    source: '来源', state: '状态', last: '最近一次', interval: '应有间隔 秒', connections: '连接', minute: '近 1 分钟收到', refused: '近 1 小时拒收',
    reason: '拒收原因', code: '代码', times: '次数', noRefusal: '开机以来无拒收', never: '未收到数据', unknown: '尚未取得', silent: '已 {span} 无数据',
  },
  opening: {
    title: '正在接入', connecting: '正在连接服务器', joining: '已连接，正在取全图', refused: '服务器未接纳本屏：{reason}', address: '服务器 {address}', waited: '已等 {n} 秒',
  },
  calibrate: {
    lead: '量一次，字号就按最远观看者算：1 字高单位等于 20 角分。',
    bar: '一 用直尺量下面横条的长度', barUnit: '毫米', distance: '二 最远观看者到屏幕的距离', distanceUnit: '毫米', modules: '三 拼接屏的块数', across: '横向', down: '纵向',
    result: '结果', pitch: '每像素 {n} 毫米', rem: '字高单位 {n} 像素', size: '整屏 {width} × {height} 单位', columns: '{n} 列布局',
    sample: '最小字样：站到最远处，应能读出这一行', save: '保存到本屏', saved: '已保存', back: '返回值班态势', bad: '所填的数不在可用范围内', ask: '填好前两项后显示', alarms: '告警', kept: '本屏名称 {name}', small: '字高单位低于 12 像素，已按 12 像素计',
  },
  panel: { map: '地图', queue: '在办事件', tide: '力量在线', arrivals: '新增事件', towns: '各镇街' },
  patrol: {
    tier: { area: '民警巡区', line: '镇街必巡线', point: '保安必到点' },
    met: { area: '达标巡区', line: '达标必巡线', point: '达标必到点' },
    bar: {
      rounds: { area: '有效停留（次）', line: '完成轮次', point: '到点次数' }, reach: { area: '时限内到访（加权）', line: '巡查里程（km）', point: '停留达标（次）' },
      time: { area: '在场时长（分）', line: '准点轮次', point: '在岗岗位' },
    },
    gap: { area: '缺口', line: '漏巡', point: '未到' }, gone: { area: '{n} 分无民警', line: '{n} 分未巡', point: '{n} 分未到' },
    never: '无到访记录', longest: '最久未到', tick: '计划要求',
    map: { title: '覆盖', since: '距上次到访', idle: '本班不巡' },
    matrix: { title: '镇街 × 三级', part: '村社 × 三级', by: '最久未到 分钟', never: '无记录', idle: '不巡', more: '其余 {n} 行' },
    tide: { title: '三级巡防达标', met: '{n} / {of} 达标', online: '在线 {n} / {of}' },
    sum: { share: '{tier} {n}%', gaps: '{n} 处缺口', gapsFor: '{n} 处缺口，最久 {minutes} 分', calm: '无缺口' },
    state: { unknown: '尚未取得巡防读数', none: '尚未采用巡区计划', idle: '本班无巡防计划', nothing: '本班无应巡', dash: '–', fetching: '正在取巡区图', fault: '巡区图未取到（{why}），稍后再取', behind: '仍用上一版巡区图，{why}' },
    turn: { on: '本轮 {from}–{to}', next: '下一轮 {from}', here: '在场 {n}' },
    beatState: { idle: '不巡', due: '未达标', met: '达标', void: '缺口' },
    beat: {
      unit: '分未到', shift: { area: '本班停留', line: '本班轮次', point: '本班到点' }, planned: '计划 {n}', due: '应完成 {n}', delivered: '已完成 {n}', present: '在场 {n}', worth: '权重 {n}',
      last: '上次到访', here: '有人在场，{time} 到', share: { area: '到访格占比', line: '本轮已走', point: '在岗占比' }, plan: '计划', turnOn: '本轮', turnNext: '下一轮', team: '责任队伍', silence: '辖内报告',
    },
    plan: {
      area: '停留 {n} 次 × {dwell} 分，到访格 {share}%', line: '{n} 轮，每轮走完 {share}%', point: '到点 {n} 次 × {dwell} 分', post: '守岗，在岗 {share}%', people: '至少 {n} 人', interval: '限 {n} 分', limit: '限 {n} 分',
    },
    silence: { busy: '有在办事件', calm: '无报告，有人到访', blind: '无报告，也无人到访：平静不足为凭', idle: '无报告，本班不巡' },
  },
  unit: {
    search: '查力量', searchBy: '按呼号或编号查力量', none: '没有这样的呼号', show: '显示力量', kind: { car: '汽车', motorcycle: '摩托', foot: '步行', post: '守岗' },
    signed: '{time} 上岗·{n} 人', off: '未在岗', fix: '位置', team: '队伍', shift: '班次', within: { area: '所在巡区', line: '所在必巡线', point: '所在必到点' }, nowhere: '不在其中', noFix: '无位置',
    ago: '{span}前', leaves: '离开代价', span: { 30: '30 分', 60: '1 小时', 120: '2 小时' }, nothing: '离开 {span} 内：不出缺口，岗位不空，轮次不漏', offNothing: '未在岗，离开不影响覆盖',
    voids: '将成缺口', voidsOf: '{n} 处·合计 {minutes} 分', unmanned: '岗位即空', misses: { stay: '将缺停留', round: '将漏巡', visit: '将漏到' }, count: '{n} 处', times: '{n} 次',
    from: '{time} 起 {n} 分', brief: '{time} 起不足 1 分', closes: '{from}–{to} 一轮', now: '即刻起', relief: '{unit} {n} 分可到', elsewhereUnit: '辖区外力量', nobody: '无人可接', left: '余 {n} 分',
    only: '只计{tier}级，另两级不受影响', marked: '图上已标出', elsewhere: '本屏辖区外另有 {n} 处', rest: '另有 {n} 行未列', asking: '正在取离开代价', fault: '离开代价未取到：{why}', silent: '服务器未答',
    lost: '链路中断，停在 {time}，此后不明', gone: '此力量已注销或已离开本屏辖区', asOf: '截至 {time}',
  },
  rounds: {
    title: { area: '近期停留', line: '近期轮次', point: '近期到点' }, state: { kept: '已完成', early: '早到', late: '晚到', missed: '漏', on: '进行中', ahead: '未到时' },
    by: '{time} {unit}', someone: '无从查考', nobody: '无人到', minutes: '最久 {n} / {of} 分', metres: '走了 {n} / {of} 米', shift: '{name} {from}–{to}', counts: '完成 {done} / {of}·漏 {missed}', none: '本班与上班都没有轮次', manned: '在岗 {n} / {of} 分',
    asking: '正在取近期轮次', fault: '近期轮次未取到：{why}', rest: '更早 {n} 次未列',
  },
  shiftSheet: sheetZh,
  joins: { list: '、', sentence: '，', place: '·' },
  refusal: refusalsZh,
}

export type Words = typeof zhCN
