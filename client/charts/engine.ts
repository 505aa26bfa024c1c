// The one door to ECharts: only the parts that the wall draws with.
import { BarChart, LineChart, ScatterChart } from 'echarts/charts'
import { GridComponent, MarkLineComponent } from 'echarts/components'
import { init, use, type ComposeOption, type ECharts } from 'echarts/core'
import type { BarSeriesOption, LineSeriesOption, ScatterSeriesOption } from 'echarts/charts'
import type { GridComponentOption } from 'echarts/components'
import { CanvasRenderer } from 'echarts/renderers'

export type ChartOption = ComposeOption<BarSeriesOption | LineSeriesOption | ScatterSeriesOption | GridComponentOption>
export type Drawing = Pick<ECharts, 'setOption' | 'resize' | 'dispose'>

/** A drawing in `box` at real pixels: `width` × `height` CSS px, `ratio` device px to one of them. */
export function draw(box: HTMLElement, width: number, height: number, ratio: number): Drawing {
  use([BarChart, LineChart, ScatterChart, GridComponent, MarkLineComponent, CanvasRenderer])
  return init(box, null, { renderer: 'canvas', width, height, devicePixelRatio: ratio })
}
