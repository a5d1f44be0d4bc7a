// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/lanescope/confirmation.h"

#include "app/lanescope/arguments.h"
#include "core/crawl/frontier/manners.h"
#include "core/crawl/scenarios/crawl_knobs.h"
#include "core/crawl/scenarios/crawl_presets.h"
#include "core/scenario/context.h"

#include <QCoreApplication>

#include <algorithm>

namespace lanescope::app {
namespace {

using scenario::ScenarioInfo;

QString tr(const char* text)
{
    return QCoreApplication::translate("Arguments", text);
}

// What a stranger's host is owed: somebody who means it.
QString unconfirmed(const ScenarioInfo& info, const std::vector<scenario::KnobValue>& values, const QString& when)
{
    const scenario::Context context(info.knobs, values, 1);
    const auto urls = crawl::urlsFrom(context.text("urls"));
    if (!urls)
        return QString::fromStdString(urls.error());
    const crawl::Url* first =
        crawl::firstToConfirm(urls.value(), crawl::settingsFrom(context, crawl::politeSettings()));
    if (first == nullptr)
        return {};
    const std::string_view host = first->host();
    return tr("With these settings %1 would get more than %2 requests a second%3. Set download_delay, or say --yes if "
              "you "
              "are welcome there.")
        .arg(QString::fromUtf8(host.data(), static_cast<qsizetype>(host.size())))
        .arg(crawl::kPoliteRequestsPerS)
        .arg(when);
}

bool crawlsWhatIsNamed(const ScenarioInfo& info)
{
    return scenario::indexOf(info.knobs, QStringLiteral("urls")) >= 0 &&
           scenario::indexOf(info.knobs, QStringLiteral("welcome_at")) >= 0;
}

// At the start, and after each change that is to come.
QString unconfirmed(const ScenarioInfo& info, const control::RunRequest& request)
{
    if (!crawlsWhatIsNamed(info))
        return {};
    std::vector<scenario::KnobValue> values = request.values;
    if (const QString question = unconfirmed(info, values, {}); !question.isEmpty())
        return question;
    std::vector<control::TimedChange> changes = request.changes;
    std::ranges::stable_sort(changes, {}, &control::TimedChange::atS);
    for (const control::TimedChange& change : changes) {
        values[static_cast<std::size_t>(scenario::indexOf(info.knobs, change.knob))] = change.value;
        const QString when = tr(" from %1 s on").arg(change.atS);
        if (const QString question = unconfirmed(info, values, when); !question.isEmpty())
            return question;
    }
    return {};
}

} // namespace

QString confirmOrRefuse(const ScenarioInfo& info, bool isWelcome, control::RunRequest& request)
{
    if (!isWelcome)
        return unconfirmed(info, request);
    return crawlsWhatIsNamed(info) ? applySetting(info, QStringLiteral("welcome_at=*"), request) : QString();
}

} // namespace lanescope::app
