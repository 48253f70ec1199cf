import type { Texts } from './texts';

export const texts: Texts = {
  language: 'zh-CN',
  other: { name: 'English', language: 'en' },
  title: '待办',
  newTask: '要做什么？',
  places: {
    label: '导航',
    inbox: '收件箱',
    today: '今天',
    upcoming: '接下来',
    done: '已完成',
    trash: '回收站',
    lists: '清单',
    tags: '标签',
    addList: '新建清单',
    open: (late) => (late > 0 ? `项未完成，其中 ${late} 项已逾期` : '项未完成'),
  },
  list: '清单',
  editList: '编辑清单',
  empty: {
    inbox: '还没有任务。在上面写下第一件事，按回车键添加。',
    active: '全部完成了。',
    completed: '还没有已完成的任务。',
    other: '这里没有任务。',
  },
  search: { label: '搜索', results: '搜索' },
  sort: { label: '排序', hand: '手动排序', due: '按日期', name: '按名称' },
  between: (count) => `中间还有 ${count} 项`,
  days: ['昨天', '今天', '明天'],
  markAll: '全部标为已完成',
  left: (count, more) => ({ before: '还剩 ', number: `${count}${more ? '+' : ''}`, after: ' 项' }),
  filters: { all: '全部', active: '未完成', completed: '已完成' },
  filtersLabel: '显示',
  listLabel: '任务',
  clearCompleted: '清除已完成',
  info: '双击可编辑任务',
  loading: '正在加载更多任务…',
  loadFailed: '更多任务未能加载。',
  tryAgain: '重试',
  storeDown: '暂时无法读取您的任务。数据没有丢失；在此添加的内容会先保留，稍后发送。',
  task: {
    toggle: (title) => `完成 ${title}`,
    edit: (title) => `编辑 ${title}`,
    details: (title) => `打开 ${title}`,
    opened: '打开的任务',
    open: '打开',
    rename: '编辑标题',
    delete: '删除',
    remove: (title) => `删除 ${title}`,
    move: (title) => `移动 ${title}`,
    moveHint: '拖动，或按上下方向键',
    status: { paused: '已暂停', closed: '已关闭' },
    overdue: '已逾期',
    progress: (done, total) => `已完成 ${done} / ${total}`,
    unsaved: '尚未保存',
    limit: (count) => `最多 ${count} 个字符`,
  },
  message(message) {
    switch (message.kind) {
      case 'added':
        return `已添加“${message.title}”`;
      case 'removed':
        return `已删除“${message.title}”`;
      case 'completed':
        return `已完成“${message.title}”`;
      case 'skipped':
        return `已跳过“${message.title}”`;
      case 'moved-on':
        return `“${message.title}”下次：${message.next}`;
      case 'reopened':
        return `“${message.title}”已恢复为未完成`;
      case 'saved':
        return `已改为“${message.title}”`;
      case 'undone':
        return message.title ? `已撤销：“${message.title}”` : '已撤销';
      case 'moved':
        return `已将“${message.title}”移到第 ${message.position} 位，共 ${message.count} 项`;
      case 'list-added':
        return `已添加清单“${message.title}”`;
      case 'list-archived':
        return `已归档清单“${message.title}”`;
      case 'list-restored':
        return `清单“${message.title}”已恢复`;
      case 'list-removed':
        return `已删除清单“${message.title}”`;
      case 'cleared':
        return `已清除 ${message.count} 项`;
      case 'changed':
        return `已修改“${message.title}”`;
      case 'changed-some':
        return `已修改 ${message.count} 项任务`;
      case 'completed-all':
        return `已将 ${message.count} 项标为完成`;
      case 'reopened-all':
        return `已将 ${message.count} 项恢复为未完成`;
      case 'merged':
        return '此任务在别处也有改动，两处改动均已保留';
      case 'moved-elsewhere':
        return '此任务在别处被移动过，已采用那个位置';
      case 'sent-late':
        return '连接已恢复，正在保存您的更改';
    }
  },
  undo: '撤销',
  show: '查看',
  dismiss: '关闭提示',
  shortcuts: '键盘快捷键',
  partFailed: '无法加载页面的这一部分，请重新加载页面后再试。',
  network: {
    saved: '所有更改已保存',
    sending: '正在保存…',
    offline: (count) => `网络未连接。${count} 项更改已保留在此，稍后发送。`,
    waiting: (count) => `服务器暂不可用。${count} 项更改已保留，将再次发送。`,
    tryNow: '立即重试',
    reload: '重新加载',
  },
  account: {
    guest: '访客',
    signIn: '登录',
  },
};
