"""The std profile's columns (01-feed 1.1, 1.2) and rows as dictionaries of cells."""

STATE_COLUMNS = (
    "市区町村コード",
    "宛名番号",
    "履歴番号",
    "個人番号",
    "住民票コード",
    "世帯番号",
    "氏名",
    "氏名フリガナ",
    "生年月日",
    "性別",
    "住民種別",
    "国籍・地域コード",
    "在留資格",
    "第30条45規定区分",
    "続柄",
    "町字コード",
    "番地号",
    "方書",
)
RESIDENT_COLUMNS = (*STATE_COLUMNS, "基準日")
CHANGE_ONLY_COLUMNS = (
    "異動事由コード",
    "異動区分",
    "異動年月日",
    "届出年月日",
    "処理日時",
    "参照履歴番号",
    "転入前市区町村コード",
    "転入前国名コード",
    "転出先市区町村コード",
    "転出先国名コード",
    "備考",
)
CHANGE_COLUMNS = (*STATE_COLUMNS, *CHANGE_ONLY_COLUMNS)
AREA_COLUMNS = tuple(f"地区管理コード{number}" for number in range(1, 11))

Cells = dict[str, str]


def blank_cells(columns: tuple[str, ...]) -> Cells:
    return dict.fromkeys(columns, "")
