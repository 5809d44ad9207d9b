"""What the demonstration site says in each of its languages, besides its posts."""

from __future__ import annotations

LANGUAGE_NAMES = {"en": "English", "tc": "繁體", "sc": "简体"}

WORDS = {
    "en": {
        "code": "en",
        "centre": "Centre for Advances in Reliability and Safety",
        "home": "Home",
        "about": "About us",
        "research": "Research",
        "news": "News and Events",
        "contact": "Contact",
        "latest": "Latest",
        "all": "All news and events",
        "more": "Related news",
        "next": "Next",
        "welcome": "We study why things fail, so that they fail less often, later, and without harm.",
        "notice": "This is a demonstration; its texts and pictures are invented.",
        "missing": "Page not found",
        "missing_text": "There is no page at this address. It may have been removed.",
    },
    "tc": {
        "code": "zh-Hant",
        "centre": "產品可靠性暨系統安全研發中心",
        "home": "主頁",
        "about": "關於我們",
        "research": "研究",
        "news": "新聞及活動",
        "contact": "聯絡我們",
        "latest": "最新消息",
        "all": "所有新聞及活動",
        "more": "相關新聞",
        "next": "下一頁",
        "welcome": "我們研究事物為何失效，好讓它們失效得更少、更遲，且不造成傷害。",
        "notice": "本網站僅作示範，文字及圖片均屬虛構。",
        "missing": "找不到網頁",
        "missing_text": "此地址沒有網頁，可能已被移除。",
    },
    "sc": {
        "code": "zh-Hans",
        "centre": "产品可靠性暨系统安全研发中心",
        "home": "主页",
        "about": "关于我们",
        "research": "研究",
        "news": "新闻及活动",
        "contact": "联络我们",
        "latest": "最新消息",
        "all": "所有新闻及活动",
        "more": "相关新闻",
        "next": "下一页",
        "welcome": "我们研究事物为何失效，好让它们失效得更少、更迟，且不造成伤害。",
        "notice": "本网站仅作演示，文字及图片均属虚构。",
        "missing": "找不到网页",
        "missing_text": "此地址没有网页，可能已被移除。",
    },
}

ABOUT = {
    "en": (
        "The centre brings together engineers from industry and researchers from two universities under one roof.",
        "Its laboratories test what others build: batteries, lifts, converters, sensors and the software in them.",
    ),
    "tc": (
        "中心匯聚業界工程師與兩所大學的研究人員，於同一屋簷下工作。",
        "實驗室測試各界的製成品：電池、升降機、變流器、感測器，以及控制它們的程式。",
    ),
    "sc": (
        "中心汇聚业界工程师与两所大学的研究人员，于同一屋檐下工作。",
        "实验室测试各界的制成品：电池、电梯、变流器、传感器，以及控制它们的程序。",
    ),
}

RESEARCH = {
    "en": (
        "Four programmes: batteries and power electronics, machines in motion, watched structures, learning software.",
        "Each programme is led by an academic and an engineer together, and answers to those who use its results.",
    ),
    "tc": (
        "研究分為四個範疇：電池與電力電子、運動機械、受監測的結構，以及會學習的軟件。",
        "每個範疇均由一名學者和一名工程師共同領導，並向使用成果的人負責。",
    ),
    "sc": (
        "研究分为四个范畴：电池与电力电子、运动机械、受监测的结构，以及会学习的软件。",
        "每个范畴均由一名学者和一名工程师共同领导，并向使用成果的人负责。",
    ),
}

CONTACT = {
    "en": (
        "The reception is open from nine to half past five on working days.",
        "This demonstration answers no letters.",
    ),
    "tc": ("接待處於工作天上午九時至下午五時半開放。", "示範網站恕不回覆來信。"),
    "sc": ("接待处于工作日上午九时至下午五时半开放。", "演示网站恕不回复来信。"),
}
