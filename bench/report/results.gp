# The picture: gnuplot -e "folder='out/bench'" bench/report/results.gp
set datafile separator tab
set datafile missing "?"
set output folder."/results.svg"
set terminal svg size 1500,1000 font "sans-serif,13" background "white"

bars = folder."/bars.tsv"
base = word(system("head -n 1 ".bars), 1)

array colours[4] = ["#1f6f8b", "#d1495b", "#9aa0a6", "#edae49"]
do for [i = 1:4] { set linetype i linecolor rgb colours[i] linewidth 2 pointtype 7 pointsize 0.7 }
set border 3 linecolor rgb "#606060"
set grid ytics linecolor rgb "#e0e0e0" linetype 1 linewidth 1
set tics nomirror out textcolor rgb "#303030"

# Bars end there, and say how far they would go.
TOP = 3
clipped(value) = value > TOP ? TOP : value

set multiplot

# ---- Above: every workload, as multiples of the base -------------------------------------------
set origin 0, 0.42
set size 1, 0.58
set title "Time as a multiple of ".base."'s: lower is better" font ",15" offset 0, 0.6
set style data histogram
set style histogram clustered gap 1
set style fill solid 1 border
set boxwidth 0.9
set key outside top center horizontal
set xtics rotate by 40 right scale 0
set xrange [-0.6:*]
set yrange [0:TOP]
plot bars skip 1 using 2:xticlabels(1) title "ours" linetype 1, \
     '' skip 1 using 4 title "glibc" linetype 3, \
     '' skip 1 using 5 title "mimalloc" linetype 4, \
     '' skip 1 using ($0 - 0.25):(clipped($2)):(sprintf("%.2f", $2)) with labels offset 0, 0.5 font ",11" notitle, \
     '' skip 1 using 0:6 with points pointtype 9 pointsize 0.9 linecolor rgb "black" title "aim of ours", \
     1 with lines linecolor rgb colours[2] title base

# ---- Below: the curves -------------------------------------------------------------------------
set style data linespoints
set xtics norotate scale 1
set key outside bottom center horizontal
set yrange [0:*]

set origin 0, 0
set size 0.5, 0.42
curve = folder."/live_curve.tsv"
set title "A string pair while so many strings live" font ",15"
set xlabel "live strings" offset 0, 0.5
set ylabel "ns"
set xrange [*:*] noextend
set logscale x
set format x "10^{%L}"
plot for [i = 2:5] curve using 1:i title columnheader(i) linetype (i - 1)

set origin 0.5, 0
curve = folder."/thread_curve.tsv"
set title "A string pair on many threads: elapsed time / all pairs" font ",15"
set xlabel "threads" offset 0, 0.5
unset logscale x
set format x "%g"
set xtics 1
plot for [i = 2:5] curve using 1:i title columnheader(i) linetype (i - 1)

unset multiplot
