// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/panels/crawl/crawl_figures.h"

#include "ui/panels/crawl/slots_model.h"
#include "ui/timeline/time_text.h"

#include <QCoreApplication>
#include <QJsonArray>
#include <QLocale>
#include <QStringList>

#include <algorithm>
#include <cmath>

namespace lanescope::panels {

using namespace Qt::StringLiterals;

namespace {

using State = CheckLight::State;

class Words {
    Q_DECLARE_TR_FUNCTIONS(lanescope::panels::CrawlPanel)
};

QString number(double value)
{
    return QLocale().toString(value, 'f', value < 10 ? 1 : 0);
}

} // namespace

Check lawCheck(const QJsonObject& status)
{
    double onTheWire = 0;
    double product = 0;
    double perS = 0;
    for (const QJsonValue& slot : status["slots"_L1].toArray()) {
        onTheWire += slot["observed_on_the_wire"_L1].toDouble();
        perS += slot["observed_per_s"_L1].toDouble();
        product += slot["observed_stays"_L1].toDouble(); // X · L, without the edges of the window
    }
    if (perS < SlotsModel::kLawNeedsPerS)
        return {State::Unknown, Words::tr("Little's law: too few requests to tell")};
    const bool holds = std::abs(onTheWire - product) <= SlotsModel::kLawTolerance * std::max(onTheWire, product);
    return {holds ? State::Good : State::Bad,
            Words::tr("Little's law: %1 %2 %3").arg(number(onTheWire), holds ? u"≈"_s : u"≠"_s, number(product))};
}

Check capCheck(const QJsonObject& status)
{
    const QJsonArray list = status["slots"_L1].toArray();
    if (list.isEmpty())
        return {State::Unknown, Words::tr("caps: no slot yet")};
    int above = 0;
    bool lowered = false; // by a controller, which does so all the time
    for (const QJsonValue& slot : list) {
        const int cap = slot["cap"_L1].toInt();
        const int more = cap > 0 ? std::max(0, slot["on_the_wire"_L1].toInt() - cap) : 0;
        const QString controller = slot["control"_L1]["controller"_L1].toString();
        if (controller == "aimd"_L1 || controller == "gradient"_L1)
            lowered = lowered || more > 0;
        else
            above += more;
    }
    if (above > 0)
        return {State::Bad, Words::tr("%n request(s) above a cap", nullptr, above)};
    return {State::Good, lowered ? Words::tr("caps kept, one just lowered") : Words::tr("caps kept")};
}

Check balanceCheck(const QJsonObject& status)
{
    if (!status.contains("balanced"_L1))
        return {State::Unknown, Words::tr("URLs: none yet")};
    return status["balanced"_L1].toBool() ? Check{State::Good, Words::tr("URLs add up")}
                                          : Check{State::Bad, Words::tr("URLs are missing")};
}

QJsonObject asOneCrawl(const QJsonObject& status)
{
    if (!status["controllers"_L1].isArray())
        return status;
    QJsonObject whole = status;
    QJsonArray hosts;
    bool balanced = true;
    for (const QJsonValue& one : status["controllers"_L1].toArray()) {
        for (const QJsonValue& slot : one["slots"_L1].toArray()) {
            QJsonObject named = slot.toObject();
            named["slot"_L1] = u"%1 %2"_s.arg(one["controller"_L1].toString(), slot["slot"_L1].toString()).trimmed();
            hosts.append(named);
        }
        balanced = balanced && one["balanced"_L1].toBool(true);
    }
    whole["slots"_L1] = hosts;
    whole["balanced"_L1] = balanced;
    return whole;
}

QStringList crawlFigures(const QJsonObject& status, const store::Histogram& latency)
{
    if (const QString trouble = status["trouble"_L1].toString(); !trouble.isEmpty())
        return {trouble};
    const QLocale locale;
    const auto count = [&](QLatin1String name) { return static_cast<int>(status[name].toInteger()); };
    QStringList parts{Words::tr("%1 pages/s").arg(number(status["pages_per_s"_L1].toDouble())),
                      Words::tr("%1 on the wire").arg(locale.toString(count("on_the_wire"_L1))),
                      Words::tr("%1 waiting").arg(locale.toString(count("waiting"_L1))),
                      Words::tr("%n error(s)", nullptr, count("errors"_L1))};
    if (latency.count() > 0) {
        const auto at = [&](double share) { return timeline::durationText(latency.percentileNs(share)); };
        parts << Words::tr("p50 %1").arg(at(0.5)) << Words::tr("p95 %1").arg(at(0.95))
              << Words::tr("p99 %1").arg(at(0.99));
    }
    return parts;
}

QString fittingFigures(const QStringList& parts, const std::function<bool(const QString&)>& fits)
{
    QString whole;
    for (const QString& part : parts) {
        const QString longer = whole.isEmpty() ? part : whole + u" · "_s + part;
        if (!whole.isEmpty() && !fits(longer))
            break;
        whole = longer;
    }
    return whole;
}

} // namespace lanescope::panels
