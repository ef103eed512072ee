// Lists: the words from which people, departments and jobs of the organisation are made.

/** Chinese text and its English or pinyin twin. */
export type Pair = readonly [zh: string, en: string]

const pairs = (text: string): Pair[] =>
  text
    .trim()
    .split(/\s*,\s*/)
    .map((entry) => {
      const [zh = '', ...en] = entry.split(' ')
      return [zh, en.join(' ')] as const
    })

export const surnames = pairs(`
王 Wang, 李 Li, 张 Zhang, 刘 Liu, 陈 Chen, 杨 Yang, 赵 Zhao, 黄 Huang, 周 Zhou, 吴 Wu, 徐 Xu, 孙 Sun, 胡 Hu, 朱 Zhu,
高 Gao, 林 Lin, 何 He, 郭 Guo, 马 Ma, 罗 Luo, 梁 Liang, 宋 Song, 郑 Zheng, 谢 Xie, 韩 Han, 唐 Tang, 冯 Feng, 于 Yu,
董 Dong, 萧 Xiao, 程 Cheng, 曹 Cao, 袁 Yuan, 邓 Deng, 许 Xu, 傅 Fu, 沈 Shen, 曾 Zeng, 彭 Peng, 吕 Lyu, 欧阳 Ouyang, 司马 Sima`)

export const givenNames = pairs(`
伟 Wei, 芳 Fang, 娜 Na, 敏 Min, 静 Jing, 磊 Lei, 洋 Yang, 艳 Yan, 勇 Yong, 杰 Jie, 娟 Juan, 涛 Tao, 明 Ming, 超 Chao,
晓燕 Xiaoyan, 雨桐 Yutong, 子涵 Zihan, 梓萱 Zixuan, 浩然 Haoran, 思远 Siyuan, 佳怡 Jiayi, 欣怡 Xinyi, 俊杰 Junjie,
宇轩 Yuxuan, 诗涵 Shihan, 雅婷 Yating, 志强 Zhiqiang, 建国 Jianguo, 海燕 Haiyan, 文博 Wenbo, 若曦 Ruoxi, 一诺 Yinuo,
嘉豪 Jiahao, 晨曦 Chenxi, 婉清 Wanqing, 立新 Lixin, 春花 Chunhua, 云飞 Yunfei, 星辰 Xingchen, 可欣 Kexin`)

export const foreignNames: readonly string[] = [
  'Emma Wilson',
  'Liam O’Neil',
  'Sofia Rossi',
  'Noah Müller',
  'Aiko Tanaka',
  'Diego Fernández',
  'Chloé Dubois',
  'Arjun Patel',
  'Hannah Schmidt',
  'Lucas Oliveira',
]

export const jobTitles = pairs(`
工程师 Engineer, 高级工程师 Senior Engineer, 产品经理 Product Manager, 设计师 Designer, 销售经理 Sales Manager,
客户成功经理 Customer Success Manager, 数据分析师 Data Analyst, 测试工程师 Test Engineer, 会计 Accountant,
人力资源专员 HR Specialist, 运营专员 Operations Specialist, 法务顾问 Legal Counsel, 实习生 Intern`)

/** Of the root, which has no department's name. */
export const companyName: Pair = ['蓝雀科技', 'Larkspur']

export const firstLevelDepartments = pairs(`
研发中心 Engineering, 产品部 Product, 设计部 Design, 销售部 Sales, 市场部 Marketing, 财务部 Finance,
人力资源部 People, 客户成功部 Customer Success`)

export const lowerDepartments = pairs(`
平台组 Platform Team, 业务组 Business Team, 质量组 Quality Team, 交付组 Delivery Team, 支持组 Support Team, 创新组 Innovation Team`)

export const cities = pairs(
  `北京 Beijing, 上海 Shanghai, 杭州 Hangzhou, 深圳 Shenzhen, 成都 Chengdu, 新加坡 Singapore`,
)
