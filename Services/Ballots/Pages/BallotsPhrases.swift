import Model
import Pages

/// The fixed words of this service's pages.
enum BallotsPhrases {
    static let book: PhraseBook = reading.merging(voting).merging(printing)

    private static let reading: PhraseBook = [
        "privacy": Phrase(
            zh: "公开的页面只公布数目；计票前，没有页面显示任何人怎样表决。",
            en: "Public pages show counts only; until the count no page shows how anybody voted."),
        "assemblies": Phrase(zh: "业主大会会议", en: "Assemblies of owners"),
        "noAssemblies": Phrase(zh: "还没有会议。", en: "There has been none yet."),
        "older": Phrase(zh: "更早的会议", en: "Older ones"),
        "ends": Phrase(zh: "截止", en: "Ends"),
        "ofUnit": Phrase(zh: "您的房屋", en: "Your unit"),
        "voteNow": Phrase(zh: "去表决", en: "Vote now"),
        "howCounted": Phrase(zh: "我的房屋是怎样计票的", en: "How my units were counted"),
        "checkReceipt": Phrase(zh: "核对回执", en: "Check a receipt"),
        "printPapers": Phrase(zh: "打印选票和通知信（工作人员）", en: "Print ballots and letters (staff)"),
        "certificate": Phrase(zh: "经签名的结果证书", en: "The signed certificate of the result"),
        "whyNot": Phrase(zh: "为什么没有通过", en: "Why it did not pass"),
        "sealed": Phrase(
            zh: "计票前只公布参与情况，不公布怎样表决。",
            en: "Until the count only the turnout is shown, and not how anybody voted."),
        "inFavour": Phrase(zh: "同意", en: "For"),
        "against": Phrase(zh: "反对", en: "Against"),
        "abstained": Phrase(zh: "弃权", en: "Abstained"),
        "standing": Phrase(zh: "候选人", en: "Candidates"),
        "byBuilding": Phrase(zh: "各楼的参与情况", en: "By building"),
        "byBuildingLead": Phrase(
            zh: "仅供了解：结果按全体业主的人数和面积计算。在几栋楼有房的业主，只计在第一套房所在的楼；未表决的不在其中。",
            en:
                "For information only: the result counts all owners and their area. Whoever owns in several buildings is "
                + "counted in that of their first unit; those who did not vote are in none."),
        "mark": Phrase(zh: "黑线是须达到的比例。", en: "The black line is what has to be reached."),
    ]

    private static let voting: PhraseBook = [
        "together": Phrase(
            zh: "以下房屋是同一业主的，合并计一票：", en: "These units have one owner and vote together as one:"),
        "counted": Phrase(zh: "计票面积", en: "Area that counts"),
        "noUnits": Phrase(
            zh: "本次表决的名册上，没有由您表决的房屋。名册以表决开始时为准，此后取得的房屋由当时的业主表决；共有的房屋由共有人选定的一位表决。",
            en: """
                On the roll of this voting there is no unit that you vote for. It is the roll of the opening: for a unit that \
                changed hands since then, whoever was its owner votes. Of co-owners the chosen one votes.
                """),
        "received": Phrase(zh: "已收到您的表决", en: "Your vote has been received"),
        "sendTicks": Phrase(zh: "选好了", en: "These"),
        "seeReceipt": Phrase(zh: "查看回执", en: "See the receipt"),
        "confirm": Phrase(zh: "请确认", en: "Please confirm"),
        "youChoose": Phrase(zh: "您选择", en: "You choose"),
        "youChose": Phrase(zh: "您原来的选择：", en: "Your choice so far:"),
        "youChange": Phrase(zh: "现改为", en: "You change it to"),
        "mayChange": Phrase(
            zh: "截止前可以更改，以最后一次为准。", en: "Until the end you may change it; the last choice counts."),
        "notFinal": Phrase(
            zh: "截止前您还可以在线上更改，以最后一次为准。",
            en: "Until the end you may change it online; the last choice counts."),
        "final": Phrase(
            zh: "提交后不能更改，以第一次提交的为准。", en: "Once sent it cannot be changed: the first vote counts."),
        "send": Phrase(zh: "确认提交", en: "Confirm and send"),
        "changeIt": Phrase(zh: "返回修改", en: "Go back and change"),
        "recorded": Phrase(zh: "表决已记录", en: "Your vote is recorded"),
        "keepCode": Phrase(
            zh: "请记下或拍下这个回执号。可以随时用它核对您的一票在不在。",
            en: "Please write this code down or take a picture. With it you can check that your vote is there."),
        "receiptCode": Phrase(zh: "回执号", en: "Receipt code"),
        "checkAt": Phrase(zh: "核对网址", en: "Where to check it"),
        "isThere": Phrase(zh: "这一票已在册", en: "This vote is there"),
        "notHow": Phrase(
            zh: "回执不显示怎样表决，可以放心给别人看。", en: "A receipt does not say how was voted, so it may be shown to others."),
        "check": Phrase(zh: "核对", en: "Check"),
        "nextQuestion": Phrase(zh: "继续下一项", en: "On to the next question"),
        "toAssembly": Phrase(zh: "回到会议页面", en: "Back to the assembly"),
        "uncounted": Phrase(
            zh: "以下纸质选票到得晚，已存档，没有计入：", en: "These papers came later; they are kept and not counted:"),
        "notVoted": Phrase(zh: "没有收到表决。", en: "No vote was received."),
        "signIn": Phrase(zh: "换账号登录", en: "Sign in as somebody else"),
    ]

    private static let printing: PhraseBook = [
        "papersLead": Phrase(
            zh: "每户一封通知信和一张选票，各一页 A4，按楼栋打印。",
            en: "One letter and one ballot for each household, a page of A4 each, printed by building."),
        "codeLeadsTo": Phrase(zh: "二维码指向：", en: "The QR codes lead to:"),
        "noAddress": Phrase(
            zh: "没有设置网站地址（site.url），打印件上不会有二维码。",
            en: "The site's address (site.url) is not set: the papers will have no QR code."),
        "print": Phrase(zh: "请用浏览器的打印功能打印本页。", en: "Print this page by the browser's own means."),
        "letterTitle": Phrase(zh: "表决通知信", en: "Letter to the owners"),
        "toOwner": Phrase(zh: "致业主，房号", en: "To the owners of unit"),
        "letterLead": Phrase(
            zh: "本小区召开业主大会会议，请您对下列事项表决：", en: "The owners of our community meet, and you are asked to vote on:"),
        "deadline": Phrase(zh: "截止时间", en: "Voting ends"),
        "waysTitle": Phrase(zh: "怎样表决（任选一种）", en: "How to vote (either way)"),
        "wayTitle": Phrase(zh: "怎样表决", en: "How to vote"),
        "wayOnline": Phrase(
            zh: "线上：扫描二维码，登录后选择并确认，得到回执号。",
            en: "Online: scan the code, sign in, choose and confirm; you get a receipt code."),
        "wayPaper": Phrase(
            zh: "纸质：填好所附选票，由业主本人签名并写明日期，在截止前交给收票人。",
            en: "On paper: fill in the ballot, sign and date it yourself, and hand it to a collector before the end."),
        "onceOnly": Phrase(
            zh: "同一业主的多套房屋合并计一票；先收到的一票有效，其后收到的存档备查。",
            en: "Several units of one owner vote together once; the first vote received counts, later ones are kept."),
        "secret": Phrase(
            zh: "计票前只公布参与情况。", en: "Until the count only the turnout is published."),
        "scan": Phrase(zh: "扫码查看议程并表决", en: "Scan for the agenda and to vote"),
        "scanAgenda": Phrase(zh: "扫码查看议程", en: "Scan for the agenda"),
        "ballotTitle": Phrase(zh: "表决票", en: "Ballot"),
        "unit": Phrase(zh: "房号", en: "Unit"),
        "item": Phrase(zh: "表决事项", en: "Question"),
        "yourChoice": Phrase(zh: "您的选择", en: "Your choice"),
        "signature": Phrase(zh: "业主签名", en: "Owner's signature"),
        "date": Phrase(zh: "签署日期", en: "Date"),
        "collector": Phrase(zh: "收票人", en: "Collector"),
        "witness": Phrase(zh: "见证人", en: "Witness"),
    ]
}
