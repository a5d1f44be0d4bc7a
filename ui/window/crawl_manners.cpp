// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/window/crawl_manners.h"

#include "core/crawl/frontier/manners.h"
#include "core/crawl/scenarios/crawl_knobs.h"
#include "core/crawl/scenarios/crawl_presets.h"

#include <QMessageBox>
#include <QPushButton>

#include <utility>

namespace lanescope::window {

using namespace Qt::StringLiterals;

namespace {

const QString kWelcome = u"welcome_at"_s;

QString hostOf(const crawl::Url& url)
{
    const std::string_view host = url.host();
    return QString::fromUtf8(host.data(), static_cast<qsizetype>(host.size()));
}

} // namespace

QStringList CrawlManners::hostsToAskFor(const scenario::ScenarioInfo& info,
                                        const std::vector<scenario::KnobValue>& values)
{
    const int urlsKnob = scenario::indexOf(info.knobs, u"urls"_s);
    if (urlsKnob < 0 || scenario::indexOf(info.knobs, kWelcome) < 0)
        return {};
    const scenario::Context context(info.knobs, values, 1);
    const crawl::Settings settings = crawl::settingsFrom(context, crawl::politeSettings());
    QStringList hosts;
    // The crawl itself says what is wrong with what is no URL.
    const auto urls = crawl::urlsFrom(values[static_cast<std::size_t>(urlsKnob)].text);
    for (const crawl::Url& url : urls ? urls.value() : std::vector<crawl::Url>()) {
        const QString host = hostOf(url);
        if (crawl::firstToConfirm({url}, settings) && !hosts.contains(host))
            hosts << host;
    }
    return hosts;
}

std::vector<std::pair<QString, scenario::KnobValue>> CrawlManners::politeKnobs()
{
    const crawl::Settings polite = crawl::politeSettings();
    return {{u"download_delay"_s, {polite.downloadDelayMs / 1000.0, {}}},
            {u"concurrent_requests_per_domain"_s, {static_cast<double>(polite.perDomain), {}}}};
}

std::vector<std::pair<QString, scenario::KnobValue>> CrawlManners::welcomeKnobs(const QString& before,
                                                                                const QStringList& hosts)
{
    return {{kWelcome, {0, (QStringList(before) + hosts).join(u' ').trimmed()}}};
}

void CrawlManners::ask(const QStringList& hosts, Moment moment, std::function<void(Answer)> then)
{
    finish(Answer::No);
    m_then = std::move(then);
    m_box = new QMessageBox(&m_window);
    m_box->setAttribute(Qt::WA_DeleteOnClose);
    m_box->setObjectName(u"crawl_manners"_s);
    fill(*m_box, hosts, moment);
    auto* politely =
        moment == Moment::BeforeStart ? m_box->addButton(tr("One request a second"), QMessageBox::AcceptRole) : nullptr;
    auto* goOn = m_box->addButton(tr("Crawl like this"), QMessageBox::YesRole);
    auto* no = m_box->addButton(moment == Moment::BeforeStart ? tr("Cancel") : tr("Leave it as it was"),
                                QMessageBox::RejectRole);
    m_box->setDefaultButton(politely ? politely : no);
    m_box->setEscapeButton(no);
    connect(m_box, &QMessageBox::finished, this, [this, box = m_box, goOn, politely] {
        const QAbstractButton* clicked = box->clickedButton();
        if (box == m_box)
            finish(clicked == goOn ? Answer::GoOn : politely && clicked == politely ? Answer::Politely : Answer::No);
    });
    m_box->open();
}

void CrawlManners::fill(QMessageBox& box, const QStringList& hosts, Moment moment) const
{
    const QString limit = QLocale().toString(crawl::kPoliteRequestsPerS);
    const int others = static_cast<int>(hosts.size()) - 1;
    const QString who = others == 0 ? hosts.first() : tr("%1 and %n other host(s)", nullptr, others).arg(hosts.first());
    box.setIcon(QMessageBox::NoIcon);
    box.setWindowTitle(tr("Crawl a public host"));
    box.setTextFormat(Qt::PlainText);
    box.setText(tr("Is it all right to send %1 more than %2 requests a second?").arg(who, limit));
    const QString why = tr("As the knobs stand, nothing keeps the crawl below that. It may slow the site down for "
                           "others, and its owner may shut you out. Go on if it is yours or you are welcome there.");
    box.setInformativeText(
        moment == Moment::BeforeStart ? tr("%1 If you are not sure, one request a second is polite.").arg(why) : why);
}

void CrawlManners::finish(Answer answer)
{
    if (!m_box)
        return;
    std::exchange(m_box, nullptr)->close();
    if (const auto then = std::exchange(m_then, {}))
        then(answer);
}

} // namespace lanescope::window
