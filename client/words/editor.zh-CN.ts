// The editor's words: a part of their own, fetched with the editor.

export const editorZh = {
  editor: {
    title: '巡防方案编辑', loading: '正在取方案与辖区图', failed: '方案未取到：{why}', again: '重取', small: '窗口过窄，请在宽 1400 像素以上的屏幕使用',
    set: { now: '现行方案', coming: '{time} 起', over: '已过期', none: '尚无方案', line: '{name}·{n} 项·{hash}' },
    draft: { made: '改自', changes: '草稿 {n} 处改动', none: '草稿无改动', kept: '已存本机', unkept: '本机存不下，关闭页面即丢失' },
    kept: { found: '已接着上次的草稿；可撤销回到原方案' },
    load: '载入', drop: '放弃草稿改动并载入',
    tool: { choose: '选择', area: '画巡区', line: '画线路', point: '画点位', corners: '改顶点', split: '切分', rests: '备勤点', remove: '删除', undo: '撤销', redo: '重做', snap: '吸附', import: '导入', export: '导出', look: '看选中' },
    hint: {
      choose: '单击地图或列表选中一项', area: '逐点单击，单击首点或按回车闭合；Esc 放弃', line: '逐点单击，再击末点或按回车结束；Esc 放弃', point: '单击放点；Esc 放弃',
      corners: '拖顶点移动，点边中小点加顶点，右击顶点删除；Esc 结束', 'split-area': '画一条线穿过巡区，再击末点或按回车切开；Esc 放弃', 'split-line': '在线路上单击断开处；Esc 放弃', 'split-none': '先选中一块巡区或一条线路',
      rests: '单击放备勤点，在此停留不算滞留，最多 {n} 处；Esc 结束', 'rests-full': '备勤点最多 {n} 处，先在计划中删去不用的',
    },
    split: { misses: '没有切开：线要从边界穿到边界，断点不能在端点', hole: '没有切开：线穿过了空洞', tangled: '没有切开：线与自身相交', done: '“{name}”已切成 {n} 项' },
    carried: { clean: '改动已移到新方案上', both: '改动已移到新方案上；两边都改过、以草稿为准的有 {ids}' },
    file: { taken: '已读入 {n} 项，替换了草稿；可撤销', refused: '文件不能用：{why}', crs: '坐标系', name: '巡防方案-{district}-{date}.geojson' },
    crs: { wgs84: 'WGS 84', cgcs2000: 'CGCS2000', gcj02: 'GCJ-02', bd09: 'BD-09' },
    fresh: { area: '新巡区{n}', line: '新线路{n}', point: '新点位{n}' },
    list: { all: '全部镇街', faults: '有误', changed: '有改动', none: '没有这样的项', search: '名称或编号' },
    mark: { added: '新增', changed: '改', removed: '撤' },
    size: { km2: '{n} km²', m2: '{n} m²', km: '{n} km', m: '{n} m' },
    form: {
      title: '计划', none: '未选中。选中一项可改计划；改动即时校验', id: '编号', name: '名称', region: '计入辖区', team: '责任队伍', priority: '等级', shifts: '班次', people: '至少人数', interval: '间隔上限 分', rests: '备勤点 经度,纬度', plan: { stays: '每班停留 次', dwell: '每次停留 分', cells: '到访格 %', rounds: '每班轮次', length: '走完长度 %', allowance: '允许早晚 分', buffer: '两侧限距 米', stand: '滞留上限 分', longest: '停留上限 分', windows: '时间窗', visits: '每班到点 次', radius: '半径 米', manned: '守岗 %' },
      windowsHint: '如 09:00-11:00 13:00-15:00，空着按班次均分', mannedHint: '不守岗', mostHint: '不限', restsHint: '如 104.76930,29.37405，空着为无',
      priorityName: ['一级', '二级', '三级'], bad: '这一格填的不能用', taken: '编号与另一项相同', size: '大小', fits: '可采用', restore: '恢复原样',
    },
    restSign: '备', shape: '位置形状', tier: '层级', weights: '格权重',
    preview: {
      title: '变更预览', none: '与原方案相同', added: '新增 {n}', changed: '修改 {n}', removed: '撤销 {n}', before: '原', after: '改为', empty: '无', shape: '形状已改', weights: '格权重已改', more: '另有 {n} 处',
    },
    adopt: {
      title: '采用', effective: '生效时间', now: '立即生效', until: '届时至 {time}，其后由已定方案接替', forever: '届时起一直有效', key: '接口密钥（须有 beats 权限）', keyHint: '只留在本页内存，不写入网址和本机', go: '采用方案', going: '正在提交',
      blocked: { faults: '{n} 处有误，改正后才能采用', none: '没有改动', time: '生效时间无效', past: '生效时间已过', stale: '届时有效的已不是草稿所依据的方案', key: '请填接口密钥', empty: '方案不能为空' },
      carry: '载入该方案并移入我的改动', done: '已采用，{time} 起生效', repeated: '与届时已有的方案相同，无须再采用', refused: '未采用：{why}', network: '未送达服务器：{why}',
    },
    misfit: {
      twin: '编号与第 {other} 项相同', shift: '没有“{shift}”这个班次，只有 {known}', windows: '{shift}内开始的时间窗有 {own} 个，应为 {wanted} 个', region: '辖区 {region} 不存在', place: '在区外：{at}', short: '长 {length} 米，不足 {least} 米',
      strange: '位于 {there}，不在所计入的辖区 {region}', open: '边界没有闭合', crosses: '边界自相交或自相接，在 {at} 附近', hole: '空洞在巡区之外', small: '面积 {area} 平方米，不足 {least} 平方米', outside: '有 {share}% 在区外，如 {at}',
      rest: '备勤点在区外：{at}', longest: '每次最多停留 {longest} 分，不足算作到点的 {dwell} 分',
      overlaps: '{shift}内与{name}（{other}）重叠 {area} 平方米，占较小者的 {share}%，会重复计算',
    },
    sketch: { fine: '{size}', bad: '{size} 不能用：{why}' },
    keys: { undo: 'Ctrl Z', redo: 'Ctrl Y', choose: 'Esc', remove: 'Delete' },
  },
}
