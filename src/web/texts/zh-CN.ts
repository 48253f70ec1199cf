import type { Texts } from './texts';

export const texts: Texts = {
  language: 'zh-CN',
  other: { name: 'English', language: 'en' },
  title: '待办',
  newTask: '要做什么？',
  empty: '还没有待办事项。在上面写下第一件事，按回车键添加。',
  emptyFilter: { active: '全部完成了。', completed: '还没有已完成的事项。' },
  markAll: '全部标为已完成',
  left: (count, more) => ({ before: '还剩 ', number: `${count}${more ? '+' : ''}`, after: ' 项' }),
  filters: { all: '全部', active: '未完成', completed: '已完成' },
  filtersLabel: '显示',
  listLabel: '待办事项',
  clearCompleted: '清除已完成',
  info: '双击可编辑待办事项',
  loading: '正在加载更多事项…',
  loadFailed: '更多事项未能加载。',
  tryAgain: '重试',
  storeDown: '暂时无法读取您的事项。数据没有丢失；在此添加的内容会先保留，稍后发送。',
  task: {
    toggle: (title) => `完成 ${title}`,
    edit: (title) => `编辑 ${title}`,
    details: (title) => `${title} 的备注与截止日期`,
    remove: (title) => `删除 ${title}`,
    move: (title) => `移动 ${title}`,
    moveHint: '拖动，或按上下方向键',
    up: '上移',
    down: '下移',
    note: '备注',
    notePlaceholder: '值得记下的内容',
    due: '截止日期',
    status: { paused: '已暂停', closed: '已关闭' },
    dueToday: '今天截止',
    dueTomorrow: '明天截止',
    dueOn: (date) => `${date}截止`,
    overdue: (date) => `已逾期（${date}）`,
    created: (date) => `创建于 ${date}`,
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
      case 'completed-all':
        return `已将 ${message.count} 项标为完成`;
      case 'reopened-all':
        return `已将 ${message.count} 项恢复为未完成`;
      case 'merged':
        return '此事项在别处也有改动，两处改动均已保留';
      case 'moved-elsewhere':
        return '此事项在别处被移动过，已采用那个位置';
      case 'sent-late':
        return '连接已恢复，正在保存您的更改';
    }
  },
  undo: '撤销',
  dismiss: '关闭提示',
  network: {
    saved: '所有更改已保存',
    sending: '正在保存…',
    offline: (count) => `网络未连接。${count} 项更改已保留在此，稍后发送。`,
    waiting: (count) => `服务器暂不可用。${count} 项更改已保留，将再次发送。`,
    tryNow: '立即重试',
    elsewhere: '此浏览器现在以其他身份登录。请重新加载以查看对应的列表。',
    reload: '重新加载',
    unverified: '无法确认您的登录状态，因此暂不发送。您的更改已保留在此浏览器中。',
    signIn: '登录',
    beginAgain: '以访客身份重新开始',
    setAside: '有些未发送的更改无法读取，已在此浏览器中另行保留。',
    keepsNothing: '浏览器不允许本页存储数据：关闭页面会丢失尚未保存的更改。',
  },
  refused: {
    create: (title, reason) => `“${title}”未能添加。${reason}`,
    edit: (title, reason) => `对“${title}”的更改未能保存。${reason}`,
    remove: (title, reason) => `“${title}”未能删除。${reason}`,
    bulk: (reason) => `对全部事项的更改未能保存。${reason}`,
    stale: '等待时间过长，需要您确认后再发送。',
    unknown: '服务器出现问题。',
    retry: '重试',
    discard: '放弃',
  },
  conflict: {
    edited: '此事项同时在别处被修改。',
    deleted: '您修改此事项时，它在别处被删除了。',
    removeChanged: '您看到之后，此事项在别处被修改过。',
    theirs: '另一版本',
    yours: '您的版本',
    none: '空',
    useMine: '保留我的版本',
    useTheirs: '保留另一版本',
    restore: '按我的内容重新添加',
    letGo: '不再保留',
    deleteAnyway: '仍然删除',
    keep: '保留',
    fields: {
      title: '标题',
      note: '备注',
      status: '状态',
      due: '截止日期',
      order: '位置',
      repeat: '重复',
      repeatFrom: '重复起点',
      list: '清单',
    },
    statuses: { open: '未完成', completed: '已完成', paused: '已暂停', closed: '已关闭' },
  },
  account: {
    guest: '访客',
    loadFailed: '无法打开账号窗口，请重新加载页面后再试。',
    deleted: '您的账号及其中的全部内容已删除。您现在是访客，列表为空。',
  },
  help: {
    open: '键盘快捷键',
    title: '键盘快捷键',
    keys: [
      ['N', '写新事项'],
      ['J / K', '下一项或上一项'],
      ['Space', '完成当前事项，或恢复为未完成'],
      ['E', '编辑标题'],
      ['O', '打开备注与截止日期'],
      ['Delete', '删除'],
      ['Alt + ↑ / ↓', '上移或下移'],
      ['Ctrl + Z', '撤销'],
      ['1 / 2 / 3', '全部、未完成、已完成'],
      ['?', '本帮助'],
    ],
    enabled: '使用单键快捷键',
    close: '关闭',
  },
};
